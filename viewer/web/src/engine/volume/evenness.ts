/** How far the slices of a volume are from an even, straight stack, for whoever reads planes that are cut through it. */

import type { VolumeGeometry } from "./volume-geometry.ts";

export interface Evenness {
  /** The least and the greatest distance of neighbouring slices, where they differ; in millimetres. */
  readonly apart_mm: readonly [number, number] | null;
  /** The widest gap in which nothing is invented; null: there is none. */
  readonly gap_mm: number | null;
  /** By how many degrees the line through the slices leans from where they face; 0 where they stand straight. */
  readonly tilt_degrees: number;
}

/** Distances that differ by less are the same: files round their numbers. */
const SAME = 0.02;
const SAME_MM = 0.025;
/** Between slices that are further apart than so many usual distances nothing is invented. */
export const GAP = 2.5;
const LEAST_DEGREES = 0.1;

export function evennessOf({ depths, shifts, slice_mm, column_mm, row_mm }: VolumeGeometry): Evenness {
  const steps = depths.slice(1).map((depth, at) => depth - (depths[at] ?? 0));
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  const isUneven = most - least > Math.max(SAME * slice_mm, SAME_MM);
  const leans = steps.map((step, at) => {
    const [from, to] = [shifts[at] ?? [0, 0], shifts[at + 1] ?? [0, 0]];
    return Math.hypot((to[0] - from[0]) * column_mm, (to[1] - from[1]) * row_mm) / step;
  });
  const tilt_degrees = (Math.atan(Math.max(0, ...leans)) * 180) / Math.PI;
  return {
    apart_mm: isUneven ? [least, most] : null,
    gap_mm: most > GAP * slice_mm ? most : null,
    tilt_degrees: tilt_degrees >= LEAST_DEGREES ? tilt_degrees : 0,
  };
}
