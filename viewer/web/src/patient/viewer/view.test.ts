import { describe, expect, test } from "vitest";
import { FITTED, MOST_SCALE, panned, placed, zoomed } from "./view.ts";

const PICTURE = { width: 512, height: 512 };
const CANVAS = { width: 400, height: 600 };

describe("a picture on the screen", () => {
  test("fits and is centred", () => {
    expect(placed(FITTED, PICTURE, CANVAS)).toEqual({ left: 0, top: 100, width: 400, height: 400 });
  });

  test("keeps under the fingers what lies under them", () => {
    const point = { x: 150, y: 280 };
    const before = placed(FITTED, PICTURE, CANVAS);
    const after = placed(zoomed(FITTED, 3, point, PICTURE, CANVAS), PICTURE, CANVAS);
    expect((point.x - after.left) / after.width).toBeCloseTo((point.x - before.left) / before.width);
    expect((point.y - after.top) / after.height).toBeCloseTo((point.y - before.top) / before.height);
  });

  test("never gets smaller than the screen nor larger than is sensible", () => {
    expect(zoomed(FITTED, 0.1, { x: 0, y: 0 }, PICTURE, CANVAS)).toEqual(FITTED);
    expect(zoomed(FITTED, 1000, { x: 200, y: 300 }, PICTURE, CANVAS).scale).toBe(MOST_SCALE);
  });

  test("can't be pushed off the screen", () => {
    const view = panned({ scale: 2, x: 0, y: 0 }, 10_000, -10_000, PICTURE, CANVAS);
    const { left, top, height } = placed(view, PICTURE, CANVAS);
    expect(left).toBe(0);
    expect(top + height).toBe(CANVAS.height);
  });

  test("that fits does not move", () => {
    const { scale, x, y } = panned(FITTED, 50, 50, PICTURE, CANVAS);
    expect([scale, Math.abs(x), Math.abs(y)]).toEqual([1, 0, 0]);
  });
});
