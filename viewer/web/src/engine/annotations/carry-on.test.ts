import { expect, test } from "vitest";
import type { BroughtFigure } from "./brought.ts";
import { carriedOn } from "./carry-on.ts";

const place = { instance_id: 7, frame: 2 };

function figure(shape: BroughtFigure["shape"], points: BroughtFigure["points"], text = ""): BroughtFigure {
  return { place, shape, points, text };
}

test("a line stays a line where it was, and says whence it came", () => {
  const line = figure(
    "polyline",
    [
      [1, 2],
      [3, 4],
    ],
    "nodule",
  );
  expect(carriedOn(line, 1, "Dr. Li")).toEqual({
    kind: "length",
    place,
    points: [
      [1, 2],
      [3, 4],
    ],
    text: "nodule (Dr. Li)",
  });
});

test("an outline that ends where it began is open here", () => {
  const corners = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 0],
  ];
  const found = carriedOn(figure("polyline", corners), 1, "x");
  expect(found?.kind).toBe("freehand");
  expect(found?.points).toHaveLength(3);
});

test("what is meant for every frame is carried on upon the one in hand", () => {
  const every = {
    ...figure("points", [[1, 1]]),
    place: { instance_id: 7, frame: 0 },
  };
  expect(carriedOn(every, 5, "x")?.place).toEqual({ instance_id: 7, frame: 5 });
});

test("what says nothing is not carried on", () => {
  expect(carriedOn(figure("text", [[1, 1]]), 1, "x")).toBeNull();
  expect(carriedOn(figure("polyline", []), 1, "x")).toBeNull();
});
