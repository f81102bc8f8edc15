import { expect, test } from "vitest";
import { screenInPicture } from "../flat-ground.ts";
import { type PresentationState, turnOf } from "./brought.ts";

/** PS3.3 C.10.6: turned clockwise first, then mirrored from left to right; where a point of the picture is then seen. */
function seen(rotation: number, isFlipped: boolean, [x, y]: readonly [number, number]) {
  const turned = ({ 0: [x, y], 90: [-y, x], 180: [-x, -y], 270: [y, -x] } as const)[rotation] ?? [NaN, NaN];
  return [isFlipped ? -turned[0] : turned[0], turned[1]];
}

test.each([0, 90, 180, 270].flatMap((rotation) => [false, true].map((flip) => [rotation, flip] as const)))(
  "a state that turns by %s and mirrors (%s) is shown so",
  (rotation, is_flipped) => {
    const [right, down] = screenInPicture(turnOf({ rotation, is_flipped } as PresentationState));
    const point = [3, 5] as const;
    const shown = [right, down].map(([x, y]) => Math.round(x * point[0] + y * point[1]));
    expect(shown).toEqual(seen(rotation, is_flipped, point).map((each) => each + 0));
  },
);
