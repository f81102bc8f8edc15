/** What a figure measures while it is drawn; the server's word (imaging/reading/measurements.py) replaces it. */

import type { FrameFacts, UltrasoundRegion } from "../study.ts";
import { type Annotation, isOnImage, type Kind, type Measured, NOTHING_MEASURED, type Value } from "./annotation.ts";
import {
  distance,
  ellipseArea,
  ellipsePerimeter,
  type Figure,
  linesAngle,
  outlineLength,
  type PlanePoint,
  polygonArea,
  vertexAngle,
} from "./plane-figures.ts";

const MM_PER_CM = 10;
const CENTIMETRE = 3;

/** What measuring needs of a frame. */
export type Scale = Pick<FrameFacts, "spacing_mm" | "spacing_origin" | "pixel_aspect" | "regions">;

/** Values as `name, unit, factor` of the axes of ultrasound (PS3.3 C.8.5.5.1.15). */
const AXES: Readonly<Record<number, readonly [string, string, number]>> = {
  3: ["distance", "mm", MM_PER_CM],
  4: ["time", "s", 1],
  5: ["frequency", "Hz", 1],
  7: ["velocity", "cm/s", 1],
  12: ["angle", "°", 1],
};

const FIGURES: Partial<Record<Kind, (figure: Figure, unit: string) => Value[]>> = {
  length: ([start, end], unit) => [value("length", distance(start ?? [0, 0], end ?? [0, 0]), unit)],
  angle: ([end, vertex, other]) => [value("angle", vertexAngle(end ?? [0, 0], vertex ?? [0, 0], other ?? [0, 0]), "°")],
  cobb: (figure) => [value("angle", linesAngle(figure), "°")],
  bidirectional: ([a, b, c, d], unit) => {
    const axes = [distance(a ?? [0, 0], b ?? [0, 0]), distance(c ?? [0, 0], d ?? [0, 0])];
    return [value("length", Math.max(...axes), unit), value("width", Math.min(...axes), unit)];
  },
  ellipse: (figure, unit) => [
    value("area", ellipseArea(figure), `${unit}²`),
    value("perimeter", ellipsePerimeter(figure), unit),
  ],
  rectangle: polygon,
  freehand: polygon,
  probe: () => [],
};

export function measure(annotation: Annotation, scale: Scale): Measured {
  const { kind, points, place } = annotation;
  const figure = FIGURES[kind];
  if (figure === undefined) return NOTHING_MEASURED;
  if (!isOnImage(place)) return { values: figure(inPlane(points, place.normal, place.up), "mm"), basis: "patient" };
  if (scale.regions.length > 0) return inRegion(annotation, scale, figure);
  if (scale.spacing_mm === null) return { values: figure(stretched(points, 1, scale.pixel_aspect), "px"), basis: "" };
  const [row, column] = scale.spacing_mm;
  return { values: figure(stretched(points, column, row), "mm"), basis: scale.spacing_origin ?? "" };
}

function inRegion(annotation: Annotation, scale: Scale, figure: (figure: Figure, unit: string) => Value[]): Measured {
  const { kind, points } = annotation;
  const region = regionOf(scale.regions, points);
  if (region === null) return { values: figure(stretched(points, 1, scale.pixel_aspect), "px"), basis: "no-region" };
  const basis = "ultrasound-region";
  const [across, down] = [Math.abs(region.deltas[0]), Math.abs(region.deltas[1])];
  if (region.units[0] === CENTIMETRE && region.units[1] === CENTIMETRE) {
    return { values: figure(stretched(points, across * MM_PER_CM, down * MM_PER_CM), "mm"), basis };
  }
  const [start, end] = points;
  if (kind !== "length" || start === undefined || end === undefined) return { values: [], basis };
  const steps = [0, 1].map((axis) => Math.abs((end[axis] ?? 0) - (start[axis] ?? 0)) * [across, down][axis]!);
  const values = steps.flatMap((step, axis) => {
    const known = AXES[region.units[axis] ?? 0];
    return known === undefined ? [] : [value(known[0], step * known[2], known[1])];
  });
  return { values, basis };
}

/** The smallest region that holds all points. */
function regionOf(regions: readonly UltrasoundRegion[], points: Annotation["points"]): UltrasoundRegion | null {
  const holding = regions.filter(({ left, top, right, bottom }) =>
    points.every(
      ([column = NaN, row = NaN]) =>
        left - 0.5 <= column && column <= right + 0.5 && top - 0.5 <= row && row <= bottom + 0.5,
    ),
  );
  const area = (each: UltrasoundRegion) => (each.right - each.left + 1) * (each.bottom - each.top + 1);
  return holding.reduce<UltrasoundRegion | null>(
    (best, each) => (best === null || area(each) < area(best) ? each : best),
    null,
  );
}

function polygon(figure: Figure, unit: string): Value[] {
  return [value("area", polygonArea(figure), `${unit}²`), value("perimeter", outlineLength(figure), unit)];
}

function stretched(points: Annotation["points"], across: number, down: number): PlanePoint[] {
  return points.map(([column = 0, row = 0]) => [column * across, row * down]);
}

/** Points of a plane of the patient laid down flat, from the first one on. */
function inPlane(points: Annotation["points"], normal: readonly number[], up: readonly number[]): PlanePoint[] {
  const [nx = 0, ny = 0, nz = 0] = normal;
  const [ux = 0, uy = 0, uz = 0] = up;
  const right = [uy * nz - uz * ny, uz * nx - ux * nz, ux * ny - uy * nx];
  const origin = points[0] ?? [0, 0, 0];
  const along = (point: readonly number[], direction: readonly number[]) =>
    [0, 1, 2].reduce((sum, axis) => sum + ((point[axis] ?? 0) - (origin[axis] ?? 0)) * (direction[axis] ?? 0), 0);
  return points.map((point) => [along(point, right), -along(point, up)]);
}

function value(name: string, of: number, unit: string): Value {
  return { name, value: of, unit };
}
