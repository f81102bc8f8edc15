import { expect, test } from "vitest";
import { openSeries } from "../pages.ts";
import type { Point3, Series, Study } from "../study.ts";
import { evennessOf } from "./evenness.ts";
import { slicesOf } from "./volume-geometry.ts";

/** From slices at these places, which face these ways. */
function told(positions: readonly Point3[], directions: readonly number[] = [1, 0, 0, 0, 1, 0]) {
  const facts = { rows: 20, columns: 20, directions, spacing_mm: [0.5, 0.8], pixel_aspect: 1, is_colour: false };
  const frames = positions.map((position, at) => [at + 1, 1, 0, at + 1, ...position]);
  const series = { key: "1", facts: [facts], frames, problems: [] };
  const slices = slicesOf(openSeries({ id: 1 } as Study, series as unknown as Series));
  if (typeof slices === "string") throw new Error(slices);
  return evennessOf(slices.geometry);
}

const along = (...heights: number[]) => heights.map((z): Point3 => [-40, 7, z]);

test("an even, straight stack is nothing to speak of, whatever a file has rounded", () => {
  const even = { apart_mm: null, gap_mm: null, tilt_degrees: 0 };
  expect(told(along(0, 2.5, 5, 7.5))).toEqual(even);
  expect(told(along(0, 0.33, 0.67, 1, 1.33))).toEqual(even);
  expect(told(along(0, 2.51, 5, 7.51))).toEqual(even);
});

test("slices that are unevenly apart are told with their distances", () => {
  const { apart_mm, gap_mm } = told(along(20, 0, 2.5, 5, 10, 15));
  expect(apart_mm?.map((each) => Math.round(each * 100) / 100)).toEqual([2.5, 5]);
  expect(gap_mm).toBeNull();
});

test("a missing slice is a gap where it is wider than what is filled in", () => {
  expect(told(along(0, 2, 4, 6, 10, 12, 14)).gap_mm).toBeNull();
  expect(told(along(0, 2, 4, 6, 12, 14, 16)).gap_mm).toBeCloseTo(6);
});

test.each([5, 12.5, -20])("a gantry that was tilted by %f degrees is told", (degrees) => {
  const angle = (degrees * Math.PI) / 180;
  // The table moves along the patient while the slices lean back.
  const leaning = [1, 0, 0, 0, Math.cos(angle), Math.sin(angle)];
  const found = told(along(0, 5, 10, 15, 20), leaning);
  expect(found.tilt_degrees).toBeCloseTo(Math.abs(degrees), 6);
  expect(found.apart_mm).toBeNull();
});
