/** Planes that are cut through a volume: where each is on its way, and how it goes on. */

import type { Shown } from "./lines.ts";
import { PlaneScreen } from "./plane-screen.ts";
import type { Point3 } from "./study.ts";
import { stepped, stopsOf } from "./volume/stepping.ts";
import { slicesOf } from "./volume/volume-geometry.ts";

/** Where a cut plane stops on its way through the whole volume, one step after the other; nothing for pages. */
export function stopsThrough(shown: Shown | null): readonly Point3[] {
  const cut = shown === null ? null : cutThrough(shown);
  return cut === null ? [] : stopsOf(cut.geometry, cut.plane, cut.point);
}

/** Where a cut plane is after so many steps; null for pages. */
export function steppedThrough(shown: Shown | null, by: number): Point3 | null {
  const cut = shown === null ? null : cutThrough(shown);
  return cut === null ? null : stepped(cut.geometry, cut.plane, cut.point, by);
}

/** Which plane of a volume a place shows; null where it shows none. */
function cutThrough({ screen, series }: Shown) {
  const slices = slicesOf(series);
  if (!(screen instanceof PlaneScreen) || screen.point === null || typeof slices === "string") return null;
  return { geometry: slices.geometry, plane: screen.plane, point: screen.point };
}
