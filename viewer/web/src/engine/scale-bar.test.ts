import { expect, test } from "vitest";
import { scaleBar } from "./scale-bar.ts";

test.each([
  [2, 120, { mm: 50, pixels: 100 }],
  [1.3, 120, { mm: 50, pixels: 65 }],
  [30, 120, { mm: 2, pixels: 60 }],
  [0.1, 120, { mm: 1000, pixels: 100 }],
])("%f pixels to a millimetre in %d", (pixelsPerMm, room, bar) => {
  expect(scaleBar(pixelsPerMm, room)).toEqual(bar);
});

test("there is none without a scale", () => {
  expect(scaleBar(0, 120)).toBeNull();
  expect(scaleBar(Number.NaN, 120)).toBeNull();
});
