/** Which series stands where when a study is opened: pure functions of what is open. */

import { seriesName } from "../engine/pages.ts";
import type { FrameFacts, Series, Study } from "../engine/study.ts";
import { viewportOf, type ViewportState, type ViewState } from "../engine/view-state.ts";

/** A picture of a projection: which page of which series, and what it shows. */
interface View {
  readonly viewport: ViewportState;
  readonly facts: FrameFacts;
}

/** What people want differently from the rules below; by `kindOf`. */
export interface Wishes {
  readonly layouts?: Readonly<Record<string, { readonly rows: number; readonly columns: number }>>;
}

/** What studies are of one kind, for which one layout is remembered: modality and body part. */
export function kindOf(study: Study): string {
  const first = firstOf(study);
  return first === undefined ? "" : `${first.modality}/${first.body_part.trim().toUpperCase()}`;
}

/** Hangs a study, and studies to compare with at its right. */
export function hang(study: Study, others: readonly Study[] = [], wishes: Wishes = {}): ViewState {
  if (others.length > 0) return compare(study, others);
  const wish = wishes.layouts?.[kindOf(study)];
  if (wish !== undefined) return withLayout(asState(1, 1, [leading(study)]), wish.rows, wish.columns, [study]);
  const modality = firstOf(study)?.modality ?? "";
  if (modality === "MG") return mammograms(study);
  if (["CR", "DX", "DR"].includes(modality)) return projections(study);
  if (modality === "MR") return sequences(study);
  return asState(1, 1, [leading(study)]);
}

/** The study in hand at the left, each other one beside it with the series that is most like it. */
function compare(study: Study, others: readonly Study[]): ViewState {
  const own = firstOf(study);
  const beside = others.slice(0, 2).map((other) => {
    const alike = mostAlikeOf(study, other);
    return alike === undefined ? null : placed(other, alike);
  });
  const viewports = [own === undefined ? null : placed(study, own), ...beside];
  return { ...asState(1, viewports.length, viewports), isLinked: viewports.every((each) => each !== null) };
}

/** RCC and LCC above, RMLO and LMLO below, as they are hung on every light box: back to back, chest walls together. */
function mammograms(study: Study): ViewState {
  const views = viewsOf(study);
  const find = (laterality: "R" | "L", view: string) => {
    const found = views.find(({ facts }) => facts.laterality.startsWith(laterality) && facts.view.startsWith(view));
    return found === undefined ? null : atChestWall(found, laterality, view);
  };
  const four = [find("R", "CC"), find("L", "CC"), find("R", "MLO"), find("L", "MLO")];
  if (four.filter((each) => each !== null).length >= 2) return asState(2, 2, four);
  return side(views);
}

/** What a picture's columns lead to when it is seen the right way up; its rows lead to the chest wall, or from it. */
const DOWN: Readonly<Record<string, string>> = { "R CC": "L", "L CC": "R", "R MLO": "F", "L MLO": "F" };
const OPPOSITE: Readonly<Record<string, string>> = { L: "R", R: "L", F: "H", H: "F", A: "P", P: "A" };

/** Where the file does not tell which way a picture lies, it is left as it is: sides are never guessed. */
function atChestWall({ viewport, facts }: View, laterality: "R" | "L", view: string): ViewportState {
  const [across, along] = [facts.letters?.[0]?.[0], facts.letters?.[1]?.[0]];
  if (across !== "A" && across !== "P") return viewport;
  const isFlippedHorizontally = across !== (laterality === "R" ? "P" : "A");
  const isFlippedVertically = along !== undefined && along === OPPOSITE[DOWN[`${laterality} ${view}`] ?? ""];
  const turned = { isFlippedHorizontally, isFlippedVertically };
  const aspect = facts.columns / (facts.rows * facts.pixel_aspect);
  const wall = laterality === "R" ? "right" : "left";
  return { ...viewport, ...turned, hung: { page: viewport.page, side: wall, aspect, ...turned } };
}

/** Frontal views first, then lateral ones. */
function projections(study: Study): ViewState {
  const rank = ({ facts }: View) => {
    if (/^(PA|AP)/.test(facts.view)) return 0;
    return /^(LL|RL|LAT)/.test(facts.view) ? 1 : 2;
  };
  return side([...viewsOf(study)].sort((one, other) => rank(one) - rank(other)));
}

const SEQUENCES = [/t1/i, /t2/i, /flair|dark.?fluid|tirm/i, /dwi|diff|b1000|trace/i];

/** Of the sequences that everybody looks for, one each; else the first. */
function sequences(study: Study): ViewState {
  const shown = shownOf(study);
  const found = SEQUENCES.map((name) => shown.find((each) => name.test(`${each.description} ${each.protocol}`)));
  const distinct = [...new Set(found.filter((each) => each !== undefined))];
  if (distinct.length < 2) return asState(1, 1, [leading(study)]);
  const [rows, columns] = distinct.length === 2 ? [1, 2] : [2, 2];
  return asState(
    rows,
    columns,
    distinct.map((each) => placed(study, each)),
  );
}

function side(views: readonly View[]): ViewState {
  const shown = views.slice(0, 4).map(({ viewport }) => viewport);
  if (shown.length <= 1) return asState(1, 1, shown);
  return shown.length <= 3 ? asState(1, shown.length, shown) : asState(2, 2, shown);
}

function viewsOf(study: Study): View[] {
  return study.series.flatMap((series) =>
    series.frames.flatMap((frame, page) => {
      const facts = series.facts[frame[2]];
      // The frames of a recording are no views of their own.
      return facts === undefined || frame[1] > 1
        ? []
        : [{ viewport: viewportOf(seriesName(study, series), page), facts }];
    }),
  );
}

function shownOf(study: Study): Series[] {
  const shown = study.series.filter((each) => each.frames.length > 0);
  // What was outlined lies over the images that it was outlined in.
  const others = shown.filter((each) => !each.is_localizer && each.modality !== "SEG");
  return others.length > 0 ? others : shown;
}

function firstOf(study: Study): Series | undefined {
  return shownOf(study)[0];
}

function leading(study: Study): ViewportState | null {
  const first = firstOf(study);
  return first === undefined ? null : placed(study, first);
}

/** The series of another study that stands beside this one first. */
export function mostAlikeOf(study: Study, other: Study): Series | undefined {
  const own = firstOf(study);
  return own === undefined ? firstOf(other) : mostAlike(other, own);
}

/** The series of another study that is most like this one. */
export function mostAlike(study: Study, like: Series): Series | undefined {
  const score = (series: Series) =>
    (series.modality === like.modality ? 8 : 0) +
    (series.description !== "" && series.description === like.description ? 4 : 0) +
    (series.body_part === like.body_part ? 2 : 0) +
    (facing(series) === facing(like) ? 1 : 0);
  return shownOf(study).reduce<Series | undefined>(
    (best, each) => (best === undefined || score(each) > score(best) ? each : best),
    undefined,
  );
}

/** Along which axis of the patient the slices of a series lie. */
function facing(series: Series): number {
  const directions = series.facts[0]?.directions;
  if (directions == null) return -1;
  const [a, b, c, d, e, f] = directions;
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d].map(Math.abs);
  return normal.indexOf(Math.max(...normal));
}

/** A series as it is first seen: from its middle. */
export function placed(study: Study, series: Series): ViewportState {
  return viewportOf(seriesName(study, series), Math.floor((series.frames.length + 1) / 2) - 1);
}

export function asState(rows: number, columns: number, viewports: readonly (ViewportState | null)[]): ViewState {
  const all = Array.from({ length: rows * columns }, (_, at) => viewports[at] ?? null);
  return { rows, columns, active: 0, isLinked: false, viewports: all };
}

/** Another layout: what is shown stays, and series that are not shown yet fill what is new. */
export function withLayout(state: ViewState, rows: number, columns: number, studies: readonly Study[]): ViewState {
  const first = state.viewports[state.active] ?? null;
  const kept =
    rows * columns === 1 ? [first] : state.viewports.filter((each) => each !== null && each.plane === "acquired");
  const shown = new Set(kept.map((each) => each?.series));
  const more = studies.flatMap((study) =>
    shownOf(study).flatMap((series) => (shown.has(seriesName(study, series)) ? [] : [placed(study, series)])),
  );
  const active = rows * columns === 1 ? 0 : Math.min(state.active, rows * columns - 1);
  return { ...state, ...asState(rows, columns, [...kept, ...more]), active, isLinked: state.isLinked };
}

/** The three planes of a volume side by side. */
export function reformatted(state: ViewState): ViewState {
  const from = state.viewports[state.active];
  if (from == null) return state;
  const planes = (["axial", "coronal", "sagittal"] as const).map((plane) => ({
    ...viewportOf(from.series, from.page, plane),
    window: from.window,
    isInverted: from.isInverted,
  }));
  return { ...asState(1, 3, planes), isLinked: false };
}
