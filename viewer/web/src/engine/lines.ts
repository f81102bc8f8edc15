/** Where pictures cut through each other: reference lines between series, the crosshair between planes of one volume. */

import { add, cross, cut, planeOf, planeOfSheet, sharesSpace } from "./geometry.ts";
import type { OpenSeries } from "./pages.ts";
import { PlaneScreen } from "./plane-screen.ts";
import type { Screen } from "./screen.ts";
import type { ViewportState } from "./view-state.ts";
import { DIRECTIONS } from "./volume/plane-grid.ts";

/** A line on the screen, in pixels of its place. */
export type Line = readonly [readonly [number, number], readonly [number, number]];

export interface Crosshair {
  readonly at: readonly [number, number];
  readonly lines: readonly Line[];
}

/** What stands in a place. */
export interface Shown {
  readonly screen: Screen;
  readonly state: ViewportState;
  readonly series: OpenSeries;
}

/** Farther than any picture reaches. */
const FAR_MM = 1000;

/** Where one picture cuts through another, on the screen of the other. */
export function referenceLine(source: Shown, target: Shown): Line | null {
  // Planes of one volume have their crosshair.
  if (source.screen.kind === "volume" && target.screen.kind === "volume") return null;
  if (!sharesSpace(source.series, target.series)) return null;
  const [plane, ground] = [planeIn(source), planeIn(target)];
  const ends = plane === null || ground === null ? null : cut(plane, ground.corners[0], ground.normal);
  return ends === null ? null : [target.screen.toScreen(ends[0]), target.screen.toScreen(ends[1])];
}

/** Where the other planes of a volume cut through this one: the point that they have in common, and directions. */
export function crosshair({ screen, state }: Shown, all: readonly (ViewportState | null)[]): Crosshair | null {
  if (state.plane === "acquired" || !(screen instanceof PlaneScreen)) return null;
  const { point } = screen;
  if (point === null || screen.look() === null) return null;
  const { normal } = DIRECTIONS[state.plane];
  const lines = all.flatMap((each): Line[] => {
    if (each === null || each.series !== state.series || each.plane === "acquired" || each.plane === state.plane)
      return [];
    const along = cross(normal, DIRECTIONS[each.plane].normal);
    return [[screen.toScreen(add(point, along, -FAR_MM)), screen.toScreen(add(point, along, FAR_MM))]];
  });
  return { at: screen.toScreen(point), lines };
}

function planeIn({ screen, state, series }: Shown) {
  if (screen.kind === "volume") return screen.sheet === null ? null : planeOfSheet(screen.sheet);
  const page = series.pages[state.page];
  return page === undefined ? null : planeOf(page);
}
