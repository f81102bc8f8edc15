import { expect, test } from "vitest";
import { scaleBar } from "./scale-bar.ts";

test.each([
  [2, { millimetres: 50, length: 100 }],
  [0.7, { millimetres: 100, length: 70 }],
  [50, { millimetres: 2, length: 100 }],
])("at %d pixels a millimetre the bar is %j", (pixelsPerMm, bar) => {
  const made = scaleBar(pixelsPerMm, 120);
  expect(made?.millimetres).toBe(bar.millimetres);
  expect(made?.length).toBeCloseTo(bar.length);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 200])("there is no bar at %d pixels a millimetre", (pixels) => {
  expect(scaleBar(pixels, 120)).toBeNull();
});
