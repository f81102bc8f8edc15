/** Where the pixels of a plane through a volume lie: pure geometry. */

import { add, dot } from "../geometry.ts";
import type { Sheet } from "../flat-ground.ts";
import type { Point3 } from "../study.ts";
import type { Plane, ViewportState } from "../view-state.ts";
import { cornersOf, type VolumeGeometry } from "./volume-geometry.ts";

export type CutPlane = Exclude<Plane, "acquired">;

/** To the right and down on the screen, as readers expect the three planes: seen from the feet, the front, the left. */
export const DIRECTIONS: Record<CutPlane, { readonly right: Point3; readonly down: Point3; readonly normal: Point3 }> =
  {
    axial: { right: [1, 0, 0], down: [0, 1, 0], normal: [0, 0, -1] },
    coronal: { right: [1, 0, 0], down: [0, 0, -1], normal: [0, 1, 0] },
    sagittal: { right: [0, 1, 0], down: [0, 0, -1], normal: [1, 0, 0] },
  };

/** The planes that lie side by side in a slab, and what each counts for in the mean over its thickness. */
export interface Layers {
  readonly offsets_mm: readonly number[];
  readonly weights: readonly number[];
}

/** The pixels of the volume lie along a direction this nearly: then they are taken as they are. */
const ALONG = 0.99999;
/** How long the longest side of a plane may become. */
const MOST_PIXELS = 2048;

interface Axis {
  readonly step_mm: number;
  /** Whether the volume's own pixels lie along it. */
  readonly isAlong: boolean;
}

/** The distance of the volume's own pixels along a direction; the smallest of all where it runs across them. */
export function axisAlong(geometry: VolumeGeometry, direction: Point3): Axis {
  const isStraight = geometry.shifts.every(([across, down]) => across === 0 && down === 0);
  const own = [
    [geometry.row, geometry.column_mm],
    [geometry.column, geometry.row_mm],
    ...(isStraight ? ([[geometry.normal, geometry.slice_mm]] as const) : []),
  ] as const;
  const found = own.find(([along]) => Math.abs(dot(along, direction)) > ALONG);
  if (found !== undefined) return { step_mm: found[1], isAlong: true };
  return { step_mm: Math.min(geometry.column_mm, geometry.row_mm, geometry.slice_mm), isAlong: false };
}

/** From where to where a volume reaches along a direction. */
export function reachOf(geometry: VolumeGeometry, direction: Point3): readonly [number, number] {
  const heights = cornersOf(geometry).map((corner) => dot(corner, direction));
  return [Math.min(...heights), Math.max(...heights)];
}

/** The pixels of a plane, as far apart as the volume's own; `coarser` takes every second, third, … of them. */
export function gridOf(geometry: VolumeGeometry, plane: CutPlane, point: Point3, coarser = 1): Sheet {
  const { right, down } = DIRECTIONS[plane];
  const [across, along] = [sides(geometry, right, coarser), sides(geometry, down, coarser)];
  const from = add(add(point, right, across.first - dot(point, right)), down, along.first - dot(point, down));
  return {
    columns: across.count,
    rows: along.count,
    pixel_aspect: along.step_mm / across.step_mm,
    origin: from,
    row: right,
    column: down,
    row_mm: along.step_mm,
    column_mm: across.step_mm,
  };
}

function sides(geometry: VolumeGeometry, direction: Point3, coarser: number) {
  const [low, high] = reachOf(geometry, direction);
  const own = axisAlong(geometry, direction).step_mm;
  const count = Math.max(Math.min(Math.round((high - low) / own / coarser), MOST_PIXELS), 1);
  const step_mm = (high - low) / count;
  return { count, step_mm, first: low + step_mm / 2 };
}

/**
 * The layers of a slab: its two faces, and between them where the volume's own pixels lie. What is interpolated runs
 * straight between those, so the highest, the lowest and the mean value are exactly those of the whole thickness.
 */
export function layersOf(
  geometry: VolumeGeometry,
  { normal }: { normal: Point3 },
  point: Point3,
  slab: ViewportState["slab"],
  coarser = 1,
): Layers {
  if (slab === null || slab.mm <= 0) return { offsets_mm: [0], weights: [1] };
  const half = slab.mm / 2;
  const between = ownPlaces(geometry, normal, coarser)
    .map((place) => place - dot(point, normal))
    .filter((offset) => Math.abs(offset) < half - 1e-6)
    .sort((one, other) => one - other);
  const offsets_mm = [-half, ...between, half];
  const weights = offsets_mm.map(
    (offset, at) => ((offsets_mm[at + 1] ?? offset) - (offsets_mm[at - 1] ?? offset)) / 2 / slab.mm,
  );
  return { offsets_mm, weights };
}

/** Where along a direction the volume's own pixels lie. */
function ownPlaces(geometry: VolumeGeometry, normal: Point3, coarser: number): number[] {
  const { origin, depths } = geometry;
  if (Math.abs(dot(geometry.normal, normal)) > ALONG) {
    const sense = Math.sign(dot(geometry.normal, normal));
    return depths.map((depth) => dot(origin, normal) + depth * sense);
  }
  const [low, high] = reachOf(geometry, normal);
  const step = axisAlong(geometry, normal).step_mm * coarser;
  const count = Math.max(Math.round((high - low) / step), 1);
  return Array.from({ length: count }, (_, at) => low + ((at + 0.5) * (high - low)) / count);
}
