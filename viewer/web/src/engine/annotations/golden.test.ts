/** Against the table that the server's own code has written (tests/unit/imaging/reading/golden.py). */

import { describe, expect, it } from "vitest";
import type { Annotation, Kind, Measured, Point, Value } from "./annotation.ts";
import golden from "./golden.json";
import { measure, type Scale } from "./measure.ts";
import { statistics } from "./pixel-statistics.ts";

interface Case {
  readonly name: string;
  readonly annotation: Annotation;
  readonly scale: Scale;
  readonly measured: Measured;
}

const { rows, columns } = golden;
const cases = golden.cases as unknown as Case[];
const pixels = golden.pixels as unknown as { kind: Kind; points: Point[]; values: Value[] }[];
const values = Float64Array.from({ length: rows * columns }, (_, at) => {
  const [row, column] = [Math.floor(at / columns), at % columns];
  return ((row * 37 + column * 101) % 997) - 400;
});

function near(wanted: readonly Value[]) {
  return wanted.map((each) => ({ ...each, value: expect.closeTo(each.value, 8) as number }));
}

describe("a figure measures what the server says", () => {
  it.each(cases)("$name", ({ annotation, scale, measured }) => {
    const found = measure(annotation, scale);
    expect(found.basis).toBe(measured.basis);
    expect(found.values).toEqual(near(measured.values));
  });
});

describe("pixels within a figure hold what the server says", () => {
  it.each(pixels)("$kind $points.0", ({ kind, points, values: wanted }) => {
    expect(statistics(kind, points, { rows, columns, values }, "HU")).toEqual(near(wanted));
  });
});
