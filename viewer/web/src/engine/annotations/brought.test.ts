import { expect, test } from "vitest";
import { viewportOf } from "../view-state.ts";
import { centreOf, screenInPicture } from "../flat-ground.ts";
import { type DisplayedArea, type PresentationState, turnOf, viewOfArea } from "./brought.ts";

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

const FACTS = { rows: 200, columns: 400, pixel_aspect: 2 };
const SIZE = { width: 800, height: 600 };
const AREA: DisplayedArea = { left: 100, top: 20, right: 200, bottom: 60, magnification: null };

test.each([0, 90, 180, 270].flatMap((rotation) => [false, true].map((flip) => [rotation, flip] as const)))(
  "a displayed area fills its place when turned by %s and mirrored (%s)",
  (rotation, is_flipped) => {
    const turned = turnOf({ rotation, is_flipped } as PresentationState);
    const view = viewOfArea(AREA, FACTS, turned, SIZE);
    const state = { ...viewportOf("1/1"), ...turned, ...view };
    const scale = Math.min(SIZE.width / FACTS.columns, SIZE.height / (FACTS.rows * FACTS.pixel_aspect)) * state.zoom;
    const [right, down] = screenInPicture(state);
    const [x, y] = centreOf(state, SIZE);
    const onScreen = (column: number, row: number) => {
      const [across, along] = [column - FACTS.columns / 2, (row - FACTS.rows / 2) * FACTS.pixel_aspect];
      return [
        x + (across * right[0] + along * right[1]) * scale,
        y + (across * down[0] + along * down[1]) * scale,
      ] as const;
    };
    const corners = [onScreen(AREA.left, AREA.top), onScreen(AREA.right, AREA.bottom)];
    const [xs, ys] = [corners.map(([at]) => at), corners.map(([, at]) => at)];
    const [wide, high] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    expect((Math.max(...xs) + Math.min(...xs)) / 2).toBeCloseTo(SIZE.width / 2);
    expect((Math.max(...ys) + Math.min(...ys)) / 2).toBeCloseTo(SIZE.height / 2);
    expect(Math.max(wide / SIZE.width, high / SIZE.height)).toBeCloseTo(1);
  },
);

test("a picture is magnified as wanted", () => {
  const turned = turnOf({ rotation: 0, is_flipped: false } as PresentationState);
  const view = viewOfArea({ ...AREA, magnification: 4 }, FACTS, turned, SIZE, 2);
  const whole = Math.min(SIZE.width / FACTS.columns, SIZE.height / (FACTS.rows * FACTS.pixel_aspect));
  expect(view.zoom * whole).toBeCloseTo(2);
});
