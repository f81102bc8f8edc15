import { describe, expect, it } from "vitest";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import { type Box, type Labelled, marksOf, type Placed, placeLabels } from "./label-places.ts";

const SCREEN = { width: 390, height: 500 };
const SIZE = { width: 90, height: 38 };

function line(id: string, from: PlanePoint, to: PlanePoint, fixed?: PlanePoint): Labelled {
  return { id, marks: marksOf("length", [from, to]), size: SIZE, fixed };
}

function boxOf(placed: ReadonlyMap<string, Placed>, id: string): Box {
  return placed.get(id)?.box ?? { left: NaN, top: NaN, width: 0, height: 0 };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

function covers({ left, top, width, height }: Box, points: readonly PlanePoint[]): boolean {
  return points.some(([x, y]) => x > left && x < left + width && y > top && y < top + height);
}

describe("words beside figures", () => {
  it("stand to the right of what they tell about, where nothing is in the way", () => {
    const placed = placeLabels([line("a", [50, 100], [150, 100])], SCREEN);
    const box = boxOf(placed, "a");
    expect([box.left, box.top + SIZE.height / 2]).toEqual([160, 100]);
    expect(placed.get("a")?.leader).toBeNull();
  });

  it("cover neither each other nor what is measured, close together as they may be", () => {
    const rows = [0, 1, 2, 3, 4].map((row) => line(String(row), [120, 200 + 12 * row], [200, 205 + 12 * row]));
    const circle: PlanePoint[] = [[110, 300], [170, 300], [140, 270], [140, 330]]; // prettier-ignore
    const all = [...rows, { id: "circle", marks: marksOf("ellipse", circle), size: SIZE }];
    const placed = placeLabels(all, SCREEN);
    const boxes = all.map(({ id }) => boxOf(placed, id));
    for (const [at, box] of boxes.entries()) {
      for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
      expect(covers(box, all.flatMap(({ marks }) => marks))).toBe(false); // prettier-ignore
    }
  });

  it("stay on the screen, and out of the texts around the picture", () => {
    const corner = { left: 300, top: 0, width: 90, height: 60 };
    const placed = placeLabels([line("a", [250, 30], [380, 30])], SCREEN, [corner]);
    const box = boxOf(placed, "a");
    expect(overlap(box, corner)).toBe(false);
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.left + box.width).toBeLessThanOrEqual(SCREEN.width);
  });

  it("stay where a hand has put them, and a line leads to their figure", () => {
    const placed = placeLabels([line("a", [50, 100], [100, 100]), line("b", [60, 400], [100, 400], [250, 90])], SCREEN);
    expect(boxOf(placed, "b")).toMatchObject({ left: 250, top: 90 });
    expect(placed.get("b")?.leader?.[0]).toEqual([100, 400]);
  });

  it("take no room where there is nothing to say", () => {
    const silent = { ...line("a", [50, 100], [100, 100]), size: { width: 0, height: 0 } };
    expect(placeLabels([silent], SCREEN).size).toBe(0);
  });
});
