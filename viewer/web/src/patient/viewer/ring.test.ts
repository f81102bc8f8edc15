import { expect, test } from "vitest";
import { draggedFrame, ring, wantedSize, wishedSize } from "./ring.ts";

test("the nearest come first, more of them ahead", () => {
  expect(ring(50, 100, 1, 6)).toEqual([51, 49, 52, 48, 53, 54]);
  expect(ring(50, 100, -1, 6)).toEqual([49, 51, 48, 52, 47, 46]);
});

test("the ring ends where the series ends", () => {
  expect(ring(1, 3, 1, 6)).toEqual([2, 3]);
  expect(ring(1, 1, 1, 6)).toEqual([]);
});

test("a drag stays within the series and never leaps over frames", () => {
  expect(draggedFrame(10, 60, 600, 2000)).toBe(20);
  expect(draggedFrame(10, -600, 600, 30)).toBe(1);
  expect(draggedFrame(10, 600, 600, 30)).toBe(30);
  expect(draggedFrame(1, 300, 600, 1)).toBe(1);
});

test.each([
  [1080, 512, 0],
  [1080, 2500, 1024],
  [1400, 2500, 2048],
  [2700, 2500, 0],
  [9000, 20_000, 0],
])("a screen of %i pixels and a picture of %i need %i", (screen, picture, size) => {
  expect(wantedSize(screen, picture)).toBe(size);
});

test("a little less than the screen has is sharp enough", () => {
  expect(wishedSize(1080)).toBe(1024);
});
