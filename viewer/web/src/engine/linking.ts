/** Scrolling together: which page the other places show when one has turned to another. */

import { dot, directionsOf, cross, middleOf, nearestPage, sharesSpace } from "./geometry.ts";
import type { OpenSeries } from "./pages.ts";
import type { ViewState } from "./view-state.ts";

export type FindSeries = (name: string) => OpenSeries | undefined;

/** What was side by side when linking began: the same place in the patient, for exams without a common space. */
export interface Link {
  readonly pages: readonly (number | null)[];
}

export function startLink(state: ViewState): Link {
  return { pages: state.viewports.map((each) => each?.page ?? null) };
}

/** Moves the other places along with the one at `from`. */
export function follow(state: ViewState, from: number, link: Link, find: FindSeries): ViewState {
  const leader = state.viewports[from];
  const led = leader == null ? undefined : find(leader.series);
  if (leader == null || led === undefined || leader.plane !== "acquired") return state;
  const viewports = state.viewports.map((each, at) => {
    const series = each === null ? undefined : find(each.series);
    if (at === from || each === null || series === undefined || each.plane !== "acquired") return each;
    const page = pageBeside(led, leader.page, link.pages[from] ?? 0, series, link.pages[at] ?? 0);
    return page === null ? each : { ...each, page };
  });
  return { ...state, viewports };
}

/** In one space by place; else by how far was scrolled since linking began, in millimetres where they are known. */
function pageBeside(
  led: OpenSeries,
  page: number,
  began: number,
  series: OpenSeries,
  seriesBegan: number,
): number | null {
  const shown = led.pages[page];
  const middle = shown === undefined ? null : middleOf(shown);
  if (sharesSpace(led, series)) {
    // A localizer at right angles stays where it is.
    return middle !== null && facesAlike(led, series) ? nearestPage(series.pages, middle) : null;
  }
  const [mine, theirs] = [led.series.spacing_mm, series.series.spacing_mm];
  const factor = mine !== null && theirs !== null && theirs !== 0 ? mine / theirs : 1;
  const wanted = seriesBegan + Math.round((page - began) * factor * sense(led, series));
  return Math.min(Math.max(wanted, 0), series.pages.length - 1);
}

function normalOf(series: OpenSeries) {
  const directions = series.pages[0] === undefined ? null : directionsOf(series.pages[0].facts);
  return directions === null ? null : cross(...directions);
}

function facesAlike(one: OpenSeries, other: OpenSeries): boolean {
  const [first, second] = [normalOf(one), normalOf(other)];
  return first !== null && second !== null && Math.abs(dot(first, second)) > 0.7;
}

/** 1 where both are turned towards the same side of the patient, -1 where one begins at the other end. */
function sense(one: OpenSeries, other: OpenSeries): 1 | -1 {
  const along = (series: OpenSeries) => {
    const [first, last] = [series.pages[0], series.pages[series.pages.length - 1]];
    if (first?.position == null || last?.position == null) return null;
    return [0, 1, 2].map((axis) => (last.position?.[axis] ?? 0) - (first.position?.[axis] ?? 0));
  };
  const [mine, theirs] = [along(one), along(other)];
  if (mine === null || theirs === null) return 1;
  return mine.reduce((sum, value, axis) => sum + value * (theirs[axis] ?? 0), 0) < 0 ? -1 : 1;
}
