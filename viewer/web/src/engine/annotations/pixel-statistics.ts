/** What the pixels within a figure hold (imaging/reading/pixel_statistics.py). */

import type { Kind, Point, Value } from "./annotation.ts";
import { centerOf, halfAxes, type PlanePoint } from "./plane-figures.ts";

export interface Raster {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Indices of the pixels whose centres lie within a figure. */
export function pixelsWithin(kind: Kind, points: readonly Point[], rows: number, columns: number): number[] {
  const figure = points.map(([column = 0, row = 0]): PlanePoint => [column, row]);
  if (kind === "probe") return onePixel(figure[0], rows, columns);
  return kind === "ellipse" ? withinEllipse(figure, rows, columns) : withinPolygon(figure, rows, columns);
}

export function statistics(
  kind: Kind,
  points: readonly Point[],
  { rows, columns, values }: Raster,
  unit: string,
): Value[] {
  const found = pixelsWithin(kind, points, rows, columns)
    .map((at) => values[at] ?? NaN)
    .filter(Number.isFinite);
  if (found.length === 0) return [];
  if (kind === "probe") return [{ name: "value", value: found[0] ?? 0, unit }];
  const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
  const variance = found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / found.length;
  const [lowest, highest] = found.reduce(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
  return [
    { name: "mean", value: mean, unit },
    { name: "sd", value: Math.sqrt(variance), unit },
    { name: "min", value: lowest, unit },
    { name: "max", value: highest, unit },
    { name: "pixels", value: found.length, unit: "" },
  ];
}

function onePixel(point: PlanePoint | undefined, rows: number, columns: number): number[] {
  const [column, row] = [Math.floor((point?.[0] ?? NaN) + 0.5), Math.floor((point?.[1] ?? NaN) + 0.5)];
  return column >= 0 && row >= 0 && column < columns && row < rows ? [row * columns + column] : [];
}

function withinEllipse(figure: readonly PlanePoint[], rows: number, columns: number): number[] {
  const [center, [first, second]] = [centerOf(figure), halfAxes(figure)];
  const determinant = first[0] * second[1] - first[1] * second[0];
  if (determinant === 0) return [];
  const [across, down] = [Math.abs(first[0]) + Math.abs(second[0]), Math.abs(first[1]) + Math.abs(second[1])];
  const found: number[] = [];
  for (let row = Math.max(0, Math.floor(center[1] - down)); row <= Math.min(rows - 1, center[1] + down); row++) {
    const from = Math.max(0, Math.floor(center[0] - across));
    for (let column = from; column <= Math.min(columns - 1, center[0] + across); column++) {
      const [x, y] = [column - center[0], row - center[1]];
      const one = (x * second[1] - y * second[0]) / determinant;
      const other = (y * first[0] - x * first[1]) / determinant;
      if (one ** 2 + other ** 2 <= 1) found.push(row * columns + column);
    }
  }
  return found;
}

/** Row by row: a centre lies within if the outline is crossed an odd number of times to its right. */
function withinPolygon(figure: readonly PlanePoint[], rows: number, columns: number): number[] {
  const heights = figure.map(([, y]) => y);
  const found: number[] = [];
  const last = Math.min(rows - 1, Math.floor(Math.max(...heights)));
  for (let row = Math.max(0, Math.ceil(Math.min(...heights))); row <= last; row++) {
    const crossings = figure
      .flatMap((one, at) => {
        const other = figure[(at + 1) % figure.length] ?? one;
        if (one[1] > row === other[1] > row) return [];
        return [one[0] + ((row - one[1]) / (other[1] - one[1])) * (other[0] - one[0])];
      })
      .sort((one, other) => one - other);
    // Between the first and the second, the third and the fourth, … lies what is within.
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const [from, to] = [crossings[at] ?? 0, crossings[at + 1] ?? 0];
      for (let column = Math.max(0, Math.ceil(from)); column < to && column < columns; column++) {
        found.push(row * columns + column);
      }
    }
  }
  return found;
}
