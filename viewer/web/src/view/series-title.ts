import type { Series } from "../engine/study.ts";
import type { Words } from "../desk/words/language.ts";

/** What a series is called: its own words first, then what it is. */
export function seriesTitle(series: Series, words: Words["viewer"]): string {
  const name = series.description || series.protocol || series.modality;
  const part = series.part === null ? "" : ` · ${words.part(series.part.number)}`;
  return `${name}${part}`;
}
