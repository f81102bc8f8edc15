import { expect, test } from "vitest";
import { centreOf } from "./flat-ground.ts";
import { resetViewport, viewportOf } from "./view-state.ts";

const HUNG = { page: 0, side: "left", aspect: 0.5, isFlippedHorizontally: false, isFlippedVertically: true } as const;
const STATE = { ...viewportOf("1/1"), hung: HUNG, isFlippedVertically: true };
// The picture is 200 wide and 400 high there.
const SIZE = { width: 600, height: 400 };

test("a picture that was hung to one side stands at its edge, whatever the size of its place", () => {
  expect(centreOf(STATE, SIZE)).toEqual([100, 200]);
  expect(centreOf({ ...STATE, hung: { ...HUNG, side: "right" } }, SIZE)).toEqual([500, 200]);
  expect(centreOf(STATE, { width: 300, height: 400 })).toEqual([100, 200]);
});

test("it keeps its edge while it grows, and is moved from there", () => {
  expect(centreOf({ ...STATE, zoom: 4 }, SIZE)).toEqual([400, 200]);
  expect(centreOf({ ...STATE, pan: [0.25, 0] }, SIZE)).toEqual([200, 200]);
});

test("seen from behind it stands at the other edge; turned, or on another page, in the middle", () => {
  expect(centreOf({ ...STATE, isFlippedHorizontally: true }, SIZE)).toEqual([500, 200]);
  expect(centreOf({ ...STATE, rotation: 90 }, SIZE)).toEqual([300, 200]);
  expect(centreOf({ ...STATE, page: 1 }, SIZE)).toEqual([300, 200]);
});

test("resetting brings it back as it was hung", () => {
  expect(resetViewport({ ...STATE, isFlippedHorizontally: true, isFlippedVertically: false, zoom: 3 })).toEqual(STATE);
});
