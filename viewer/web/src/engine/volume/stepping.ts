/** The way of a plane through its volume, one step of the volume's own after the other. */

import { add, dot } from "../geometry.ts";
import type { Point3 } from "../study.ts";
import { axisAlong, type CutPlane, DIRECTIONS, reachOf } from "./plane-grid.ts";
import type { VolumeGeometry } from "./volume-geometry.ts";

/** Shorter ways are none. */
const LEAST_MM = 1e-6;

/** Where a plane through a point comes to by so many steps; null where the volume ends already. */
export function stepped(geometry: VolumeGeometry, plane: CutPlane, point: Point3, by: number): Point3 | null {
  const { normal, step_mm, low, high } = wayOf(geometry, plane);
  const at = dot(point, normal);
  // The outermost slices are shown whole: half a step before where the volume ends.
  const to = Math.min(Math.max(at + step_mm * by, low + step_mm / 2), high - step_mm / 2) - at;
  return Math.abs(to) < LEAST_MM ? null : add(point, normal, to);
}

/** Every place where a plane through a point stops on its way through the whole volume. */
export function stopsOf(geometry: VolumeGeometry, plane: CutPlane, point: Point3): Point3[] {
  const { normal, step_mm, low, high } = wayOf(geometry, plane);
  const [at, count] = [dot(point, normal), Math.max(Math.round((high - low) / step_mm), 1)];
  return Array.from({ length: count }, (_, step) => add(point, normal, low + (step + 0.5) * step_mm - at));
}

function wayOf(geometry: VolumeGeometry, plane: CutPlane) {
  const { normal } = DIRECTIONS[plane];
  const [low, high] = reachOf(geometry, normal);
  return { normal, step_mm: axisAlong(geometry, normal).step_mm, low, high };
}
