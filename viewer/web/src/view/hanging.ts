/** Which series stands where when a study is opened: a pure function of the study. */

import { seriesName } from "../engine/pages.ts";
import type { Series, Study } from "../engine/study.ts";
import { viewportOf, type ViewportState, type ViewState } from "../engine/view-state.ts";

/** Hangs a study: what is not known better is one series, seen from its middle. */
export function hang(study: Study): ViewState {
  const shown = study.series.filter((each) => each.frames.length > 0);
  const first = shown.find((each) => !each.is_localizer) ?? shown[0];
  return asState(1, 1, [first === undefined ? null : placed(study, first)]);
}

export function placed(study: Study, series: Series): ViewportState {
  return viewportOf(seriesName(study, series), Math.floor((series.frames.length + 1) / 2) - 1);
}

export function asState(rows: number, columns: number, viewports: readonly (ViewportState | null)[]): ViewState {
  const all = Array.from({ length: rows * columns }, (_, at) => viewports[at] ?? null);
  return { rows, columns, active: 0, isLinked: false, viewports: all };
}
