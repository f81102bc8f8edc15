/**
 * Cuts planes through a volume: values between its pixels are interpolated in all three directions.
 *
 * A point of the plane becomes column, row and depth of the volume; the depth lies between two slices, which need not
 * be evenly apart, nor stand straight above each other. Outside of the volume, and where slices are missing, there is
 * no value: NaN.
 */

import { GAP } from "./evenness.ts";
import type { Sheet } from "../flat-ground.ts";
import { add, dot } from "../geometry.ts";
import type { SlabKind } from "../view-state.ts";
import type { Values } from "../values.ts";
import type { Layers } from "./plane-grid.ts";
import type { VolumeGeometry } from "./volume-geometry.ts";

export interface Volume {
  readonly geometry: VolumeGeometry;
  /** Slice by slice in the order of their depths, row by row. */
  readonly values: Values;
  /** 1 for each slice that is here. */
  readonly here: Uint8Array;
}

const NEARLY = 1e-4;

/** The values of a plane, row by row. */
export function cutPlane(volume: Volume, grid: Sheet, normal: Sheet["row"], layers: Layers, kind: SlabKind) {
  const whole = new Float32Array(grid.columns * grid.rows);
  const [first] = layers.offsets_mm;
  if (layers.offsets_mm.length === 1) {
    cutLayer(volume, moved(grid, normal, first ?? 0), whole);
    return whole;
  }
  const layer = new Float32Array(whole.length);
  const weights = kind === "average" ? new Float32Array(whole.length) : null;
  if (kind !== "average") whole.fill(Number.NaN);
  for (const [at, offset] of layers.offsets_mm.entries()) {
    cutLayer(volume, moved(grid, normal, offset), layer);
    if (weights !== null) addLayer(whole, weights, layer, layers.weights[at] ?? 0);
    else if (kind === "mip") keepHighest(whole, layer);
    else keepLowest(whole, layer);
  }
  if (weights !== null) for (let at = 0; at < whole.length; at++) whole[at] = whole[at]! / weights[at]!;
  return whole;
}

function moved(grid: Sheet, normal: Sheet["row"], by: number): Sheet {
  return { ...grid, origin: add(grid.origin, normal, by) };
}

function addLayer(sum: Float32Array, weights: Float32Array, layer: Float32Array, weight: number): void {
  for (let at = 0; at < sum.length; at++) {
    const value = layer[at]!;
    if (value !== value) continue;
    sum[at]! += value * weight;
    weights[at]! += weight;
  }
}

function keepHighest(highest: Float32Array, layer: Float32Array): void {
  for (let at = 0; at < highest.length; at++) {
    const value = layer[at]!;
    if (value > highest[at]! || highest[at]! !== highest[at]!) highest[at] = value;
  }
}

function keepLowest(lowest: Float32Array, layer: Float32Array): void {
  for (let at = 0; at < lowest.length; at++) {
    const value = layer[at]!;
    if (value < lowest[at]! || lowest[at]! !== lowest[at]!) lowest[at] = value;
  }
}

/** One layer: along each of its rows, column, row and depth of the volume grow evenly. */
function cutLayer(volume: Volume, grid: Sheet, onto: Float32Array): void {
  const { geometry } = volume;
  const from = add(grid.origin, geometry.origin, -1);
  const start = inVolume(geometry, from);
  const [across, down] = [inVolume(geometry, grid.row), inVolume(geometry, grid.column)];
  const step = across.map((each) => each * grid.column_mm) as [number, number, number];
  for (let row = 0; row < grid.rows; row++) {
    const [i, j, depth] = [0, 1, 2].map((axis) => start[axis]! + down[axis]! * grid.row_mm * row) as typeof step;
    const at = row * grid.columns;
    // Where only the column changes, the rows of the volume that count are the same for all of them.
    if (Math.abs(step[1]) < 1e-9 && Math.abs(step[2]) < 1e-9) {
      cutAlongRow(volume, i, step[0], j, depth, onto, at, grid.columns);
    } else cutAcross(volume, [i, j, depth], step, onto, at, grid.columns);
  }
}

/** A vector in columns, rows, and millimetres of depth. */
function inVolume({ row, column, normal, column_mm, row_mm }: VolumeGeometry, vector: Sheet["row"]) {
  return [dot(vector, row) / column_mm, dot(vector, column) / row_mm, dot(vector, normal)] as const;
}

/** The slices before and behind a depth, and how much of the second counts; -1 where there is nothing. */
export interface Between {
  slice: number;
  share: number;
}

export function locate({ geometry, here }: Volume, depth: number, found: Between): void {
  const { depths, slice_mm } = geometry;
  const last = depths.length - 1;
  found.share = 0;
  found.slice = -1;
  if (depth < -slice_mm / 2 - NEARLY || depth > depths[last]! + slice_mm / 2 + NEARLY) return;
  let [low, high] = [0, last];
  if (depth <= 0) high = 0;
  else if (depth >= depths[last]!) low = last;
  // A stack that is even, as nearly all are, is met by the first guess.
  else {
    const guess = Math.min(Math.floor(depth / slice_mm), last - 1);
    if (depths[guess]! <= depth && depth <= depths[guess + 1]!) low = guess;
    else
      while (high - low > 1)
        depths[(low + high) >> 1]! <= depth ? (low = (low + high) >> 1) : (high = (low + high) >> 1);
    high = low + 1;
  }
  if (depth <= 0 || depth >= depths[last]!) {
    const only = depth <= 0 ? 0 : last;
    if (here[only] === 1) found.slice = only;
    return;
  }
  settle(geometry, here, depth, low, high, found);
}

function settle(
  { depths, slice_mm }: VolumeGeometry,
  here: Uint8Array,
  depth: number,
  low: number,
  high: number,
  found: Between,
): void {
  const gap = depths[high]! - depths[low]!;
  let share = (depth - depths[low]!) / gap;
  if (share < NEARLY) share = 0;
  else if (share > 1 - NEARLY) share = 1;
  const isBroken = gap > GAP * slice_mm || here[low] === 0 || here[high] === 0;
  if (isBroken) {
    // A slice reaches half a usual distance to either side.
    share = share < 0.5 ? 0 : 1;
    const reaches = Math.abs(depth - depths[share === 0 ? low : high]!) <= slice_mm / 2 + NEARLY;
    if (!reaches) return;
  }
  found.slice = share === 1 ? high : low;
  found.share = share === 1 ? 0 : share;
  if (here[found.slice] === 0) found.slice = -1;
}

const between: Between = { slice: -1, share: 0 };

function cutAlongRow(
  volume: Volume,
  i: number,
  step: number,
  j: number,
  depth: number,
  onto: Float32Array,
  at: number,
  count: number,
): void {
  const { geometry, values } = volume;
  const { columns, rows, shifts } = geometry;
  locate(volume, depth, between);
  const { slice, share } = between;
  const [shiftI, shiftJ] = shiftAt(shifts, slice, share);
  const y = j - shiftJ;
  if (slice < 0 || y < -0.5 - NEARLY || y > rows - 0.5 + NEARLY) {
    onto.fill(Number.NaN, at, at + count);
    return;
  }
  const [top, below] = split(y, rows);
  const bases: number[] = [];
  const weights: number[] = [];
  const take = (z: number, row: number, weight: number) => {
    if (weight > 0) {
      bases.push((z * rows + row) * columns);
      weights.push(weight);
    }
  };
  take(slice, top, (1 - share) * (1 - below));
  take(slice, Math.min(top + 1, rows - 1), (1 - share) * below);
  take(slice + 1, top, share * (1 - below));
  take(slice + 1, Math.min(top + 1, rows - 1), share * below);
  for (let column = 0; column < count; column++) {
    const x = i + step * column - shiftI;
    if (x < -0.5 - NEARLY || x > columns - 0.5 + NEARLY) {
      onto[at + column] = Number.NaN;
      continue;
    }
    const clamped = x < 0 ? 0 : x > columns - 1 ? columns - 1 : x;
    let left = Math.floor(clamped);
    let right = clamped - left;
    if (right > 1 - NEARLY) {
      left++;
      right = 0;
    }
    let sum = 0;
    for (let each = 0; each < bases.length; each++) {
      const base = bases[each]! + left;
      const value = values[base]!;
      sum += weights[each]! * (right < NEARLY ? value : value + (values[base + 1]! - value) * right);
    }
    onto[at + column] = sum;
  }
}

function cutAcross(
  volume: Volume,
  [i, j, depth]: readonly [number, number, number],
  [stepI, stepJ, stepDepth]: readonly [number, number, number],
  onto: Float32Array,
  at: number,
  count: number,
): void {
  const { geometry, values } = volume;
  const { columns, rows, shifts } = geometry;
  const size = columns * rows;
  const isLevel = Math.abs(stepDepth) < 1e-9;
  if (isLevel) locate(volume, depth, between);
  for (let column = 0; column < count; column++) {
    if (!isLevel) locate(volume, depth + stepDepth * column, between);
    const { slice, share } = between;
    if (slice < 0) {
      onto[at + column] = Number.NaN;
      continue;
    }
    const from = shifts[slice]!;
    const to = share > 0 ? shifts[slice + 1]! : from;
    const x = i + stepI * column - (from[0] + (to[0] - from[0]) * share);
    const y = j + stepJ * column - (from[1] + (to[1] - from[1]) * share);
    if (x < -0.5 - NEARLY || x > columns - 0.5 + NEARLY || y < -0.5 - NEARLY || y > rows - 0.5 + NEARLY) {
      onto[at + column] = Number.NaN;
      continue;
    }
    const [cx, cy] = [x < 0 ? 0 : x > columns - 1 ? columns - 1 : x, y < 0 ? 0 : y > rows - 1 ? rows - 1 : y];
    const [left, top] = [Math.floor(cx), Math.floor(cy)];
    const [right, below] = [cx - left, cy - top];
    const first = slice * size + top * columns + left;
    // At the last column and the last row the share of what would lie behind them is 0.
    const [dx, dy] = [right > 0 ? 1 : 0, below > 0 ? columns : 0];
    let value = within(values, first, dx, dy, right, below);
    if (share > 0) value += (within(values, first + size, dx, dy, right, below) - value) * share;
    onto[at + column] = value;
  }
}

/** Between four pixels of one slice. */
function within(values: Values, at: number, dx: number, dy: number, right: number, below: number): number {
  const above = values[at]! + (values[at + dx]! - values[at]!) * right;
  if (dy === 0) return above;
  const under = values[at + dy]! + (values[at + dy + dx]! - values[at + dy]!) * right;
  return above + (under - above) * below;
}

function shiftAt(shifts: VolumeGeometry["shifts"], slice: number, share: number): readonly [number, number] {
  const from = shifts[slice] ?? [0, 0];
  if (share === 0) return from;
  const to = shifts[slice + 1] ?? from;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** A place between two pixels: the first of them, and the share of the second; the edge goes on for half a pixel. */
function split(place: number, count: number): readonly [number, number] {
  const clamped = Math.min(Math.max(place, 0), count - 1);
  const first = Math.floor(clamped);
  const share = clamped - first;
  if (share > 1 - NEARLY) return [first + 1, 0];
  return [first, share < NEARLY ? 0 : share];
}
