/** What goes along when one place changes: other planes of its volume, and every picture of the same space. */

import { nearestPage, sharesSpace } from "./geometry.ts";
import { follow, type Link, startLink } from "./linking.ts";
import type { OpenSeries, SeriesName } from "./pages.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState, ViewState } from "./view-state.ts";

type Series = (name: SeriesName) => OpenSeries | undefined;

/** What the places of a screen do together; `link`: what was side by side when they were linked. */
export class GoingAlong {
  private readonly open: Series;
  private link: Link | null = null;

  constructor(open: Series) {
    this.open = open;
  }

  /** One state follows another. */
  follows(state: ViewState, former: ViewState): void {
    if (state.isLinked !== former.isLinked) this.link = state.isLinked ? startLink(state) : null;
  }

  /** Planes of one volume keep one point and one window; linked series are scrolled together. */
  alongWith(state: ViewState, index: number): ViewState {
    const moved = state.viewports[index];
    if (moved == null) return state;
    if (moved.plane !== "acquired") return withPlanesOf(state, moved);
    return this.link === null ? state : follow(state, index, this.link, this.open);
  }
}

/** Planes of one volume keep one point and one window. */
function withPlanesOf(state: ViewState, moved: ViewportState): ViewState {
  const { point, window, isInverted, slab } = moved;
  const viewports = state.viewports.map((each) =>
    each !== null && each !== moved && each.series === moved.series && each.plane !== "acquired"
      ? withChange(each, { point, window, isInverted, slab })
      : each,
  );
  return { ...state, viewports };
}

/** Every other picture of the same space goes to a point of the patient. */
export function pointedAt(state: ViewState, index: number, point: Point3, open: Series): ViewState {
  const source = open(state.viewports[index]?.series ?? "");
  if (source === undefined) return state;
  const viewports = state.viewports.map((each, at) => {
    const series = each === null ? undefined : open(each.series);
    if (each === null || series === undefined || !sharesSpace(source, series)) return each;
    if (each.plane !== "acquired") return { ...each, point };
    return at === index ? each : { ...each, page: nearestPage(series.pages, point) ?? each.page };
  });
  return { ...state, viewports };
}

/** A state that is as it should be stays the same value: nothing is drawn anew for it. */
function withChange(state: ViewportState, change: Partial<ViewportState>): ViewportState {
  const keys = Object.keys(change) as (keyof ViewportState)[];
  return keys.every((key) => state[key] === change[key]) ? state : { ...state, ...change };
}
