import { expect, test } from "vitest";
import { edgesOfPlane } from "./letters.ts";
import { screenInPicture } from "./picture-screen.ts";

const AXIAL = (rotation: number, isFlippedHorizontally: boolean, isFlippedVertically: boolean) => {
  const [right, down] = screenInPicture({ rotation, isFlippedHorizontally, isFlippedVertically });
  const { left, right: r, top, bottom } = edgesOfPlane([right[0], right[1], 0], [down[0], down[1], 0]);
  return [left, r, top, bottom].join("");
};

test.each([
  [0, false, false, "RLAP"],
  [90, false, false, "PARL"],
  [180, false, false, "LRPA"],
  [0, true, false, "LRAP"],
  [0, false, true, "RLPA"],
  [90, false, true, "APRL"],
  [90, true, false, "PALR"],
])("an axial slice turned by %d, flipped %s and %s, shows %s", (rotation, horizontally, vertically, letters) => {
  expect(AXIAL(rotation, horizontally, vertically)).toBe(letters);
});
