import { dicomDate } from "./formats.ts";
import type { ToldStudy } from "./told/sharing.ts";
import type { Words } from "./words/language.ts";

/** Enough of a study to know it again; the name is masked, for lists are read over shoulders. */
export function toldStudy(study: ToldStudy, words: Words): string {
  const number = study.number_ends === "" ? "" : words.sharing.numberEnds(study.number_ends);
  const exam = [study.modalities.join(words.comma), study.description].filter(Boolean).join(" ");
  return [study.patient, number, exam, dicomDate(study.date)].filter(Boolean).join(" · ");
}
