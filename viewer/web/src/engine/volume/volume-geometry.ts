/** The space that the slices of a series fill: even or uneven, straight or sheared by a tilted gantry. */

import { add, cross, directionsOf, dot } from "../geometry.ts";
import type { OpenSeries } from "../pages.ts";
import type { Point3 } from "../study.ts";

/** Plain values, so that workers can be told of it. */
export interface VolumeGeometry {
  readonly columns: number;
  readonly rows: number;
  /** Unit vectors along which columns, rows and slices are counted. */
  readonly row: Point3;
  readonly column: Point3;
  readonly normal: Point3;
  readonly column_mm: number;
  readonly row_mm: number;
  /** The median distance of neighbouring slices. */
  readonly slice_mm: number;
  /** The centre of the first pixel of the first slice. */
  readonly origin: Point3;
  /** How far each slice lies along the normal behind the first one, in millimetres; they grow. */
  readonly depths: readonly number[];
  /** How far each slice is shifted within its plane, in columns and in rows; 0 where they stand straight. */
  readonly shifts: readonly (readonly [number, number])[];
}

/** Why planes can't be cut through a series. */
export type Refusal =
  | "few-slices"
  | "colours"
  | "no-place"
  | "mixed-directions"
  | "repeated-place"
  | "mixed-sizes"
  | "too-large"
  | "no-workers";

const FEWEST = 3;
/** Of values in memory, beside the frames themselves. */
export const MOST_BYTES = 1024 ** 3;
/** Distances like these are told from each other by nobody. */
const SAME_PLACE_MM = 0.01;

/** The order of the slices by their numbers in the series, and the space that they fill; or why there is none. */
export interface Slices {
  readonly order: readonly number[];
  readonly geometry: VolumeGeometry;
}

const known = new WeakMap<OpenSeries, Slices | Refusal>();

export function slicesOf(series: OpenSeries): Slices | Refusal {
  let slices = known.get(series);
  if (slices === undefined) {
    slices = refusalOf(series) ?? ordered(series);
    known.set(series, slices);
  }
  return slices;
}

function refusalOf({ series: { facts, problems }, pages }: OpenSeries): Refusal | null {
  if (facts.some((each) => each.is_colour || each.has_colors)) return "colours";
  if (pages.length < FEWEST) return "few-slices";
  if (problems.includes("mixed-orientation")) return "mixed-directions";
  if (pages.some(({ position, facts: { directions, spacing_mm } }) => !position || !directions || !spacing_mm))
    return "no-place";
  const sizes = new Set(facts.map((each) => `${each.rows} ${each.columns} ${each.spacing_mm?.join()}`));
  return sizes.size > 1 ? "mixed-sizes" : null;
}

function ordered({ pages }: OpenSeries): Slices | Refusal {
  const [first] = pages;
  const directions = first === undefined ? null : directionsOf(first.facts);
  if (first === undefined || directions === null || first.facts.spacing_mm === null) return "no-place";
  const [row, column] = directions;
  const normal = cross(row, column);
  const places = pages.map(({ position }) => position ?? ([0, 0, 0] as const));
  const depthOf = (number: number) => dot(places[number] ?? [0, 0, 0], normal);
  const order = pages.map((_, number) => number).sort((one, other) => depthOf(one) - depthOf(other));
  const origin = places[order[0] ?? 0] ?? [0, 0, 0];
  const depths = order.map((number) => depthOf(number) - dot(origin, normal));
  const steps = depths.slice(1).map((depth, at) => depth - (depths[at] ?? 0));
  if (steps.some((step) => step < SAME_PLACE_MM)) return "repeated-place";
  const { rows, columns, spacing_mm } = first.facts;
  const [row_mm, column_mm] = spacing_mm;
  const shifts = order.map((number) => {
    const from = add(places[number] ?? origin, origin, -1);
    return [tidy(dot(from, row) / column_mm), tidy(dot(from, column) / row_mm)] as const;
  });
  const slice_mm = steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 1;
  return {
    order,
    geometry: { columns, rows, row, column, normal, column_mm, row_mm, slice_mm, origin, depths, shifts },
  };
}

/** Files round their numbers: what is shifted by less than a hundredth of a pixel stands straight. */
function tidy(shift: number): number {
  return Math.abs(shift) < 0.01 ? 0 : shift;
}

/** The corners of what the slices cover, half a pixel and half a slice around their centres. */
export function cornersOf(geometry: VolumeGeometry): Point3[] {
  const { columns, rows, row, column, normal, column_mm, row_mm, slice_mm, origin, depths, shifts } = geometry;
  const last = depths.length - 1;
  return depths.flatMap((depth, at) => {
    const [across, down] = shifts[at] ?? [0, 0];
    const beyond = at === 0 ? -slice_mm / 2 : at === last ? slice_mm / 2 : 0;
    const middle = add(origin, normal, depth + beyond);
    return [-0.5, columns - 0.5].flatMap((i) =>
      [-0.5, rows - 0.5].map((j) => add(add(middle, row, (i + across) * column_mm), column, (j + down) * row_mm)),
    );
  });
}

/** The middle of the volume; of an even number of slices on one of them, which is sharper than between two. */
export function middleOf(geometry: VolumeGeometry): Point3 {
  const { columns, rows, row, column, normal, column_mm, row_mm, origin, depths, shifts } = geometry;
  const at = Math.floor(depths.length / 2);
  const [across, down] = shifts[at] ?? [0, 0];
  const slice = add(origin, normal, depths[at] ?? 0);
  const i = ((columns - 1) / 2 + across) * column_mm;
  return add(add(slice, row, i), column, ((rows - 1) / 2 + down) * row_mm);
}
