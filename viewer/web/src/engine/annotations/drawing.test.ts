import { describe, expect, it } from "vitest";
import type { Kind } from "./annotation.ts";
import { begin, type Drawing, figureOf, isFigure, move, press, pull, release } from "./drawing.ts";
import type { PlanePoint } from "./plane-figures.ts";

/** Drags from point to point: pressed at the first of each pair, let go at the second. */
function dragged(kind: Kind, ...strokes: [PlanePoint, PlanePoint][]): Drawing {
  let drawing: Drawing | null = null;
  for (const [from, to] of strokes) {
    // On its way to where it is pressed next the hand moves, too.
    drawing = drawing === null ? begin(kind, from) : press(move(move(drawing, [77, 7]), from), from);
    drawing = release(move(drawing, to), to);
  }
  return drawing as Drawing;
}

/** Touches one point after the other. */
function clicked(kind: Kind, ...points: PlanePoint[]): Drawing {
  return dragged(kind, ...points.map((point): [PlanePoint, PlanePoint] => [point, point]));
}

describe("a figure", () => {
  it.each(["length", "arrow"] as const)("of two points is dragged, or touched twice: %s", (kind) => {
    for (const drawing of [
      dragged(kind, [
        [1, 2],
        [30, 40],
      ]),
      clicked(kind, [1, 2], [30, 40]),
    ]) {
      expect(isFigure(drawing)).toBe(true);
      expect(figureOf(drawing)).toEqual([[1, 2], [30, 40]]); // prettier-ignore
    }
  });

  it("of three points takes the second arm from where the first one ended", () => {
    const wanted = [[0, 0], [50, 0], [50, 60]]; // prettier-ignore
    expect(figureOf(clicked("angle", [0, 0], [50, 0], [50, 60]))).toEqual(wanted);
    expect(
      figureOf(
        dragged(
          "angle",
          [
            [0, 0],
            [50, 0],
          ],
          [
            [50, 0],
            [50, 60],
          ],
        ),
      ),
    ).toEqual(wanted);
    expect(
      isFigure(
        dragged("angle", [
          [0, 0],
          [50, 0],
        ]),
      ),
    ).toBe(false);
  });

  it("of two lines begins the second one anywhere", () => {
    const wanted = [[0, 0], [50, 0], [9, 90], [60, 99]]; // prettier-ignore
    expect(
      figureOf(
        dragged(
          "cobb",
          [
            [0, 0],
            [50, 0],
          ],
          [
            [9, 90],
            [60, 99],
          ],
        ),
      ),
    ).toEqual(wanted);
    expect(figureOf(clicked("cobb", [0, 0], [50, 0], [9, 90], [60, 99]))).toEqual(wanted);
  });

  it("that is a box has corners, or the axes between them, whichever corner it began in", () => {
    const box = dragged("rectangle", [
      [30, 40],
      [10, 20],
    ]);
    expect(figureOf(box)).toEqual([[10, 20], [30, 20], [30, 40], [10, 40]]); // prettier-ignore
    const ellipse = dragged("ellipse", [
      [10, 40],
      [30, 20],
    ]);
    expect(figureOf(ellipse)).toEqual([[10, 30], [30, 30], [20, 20], [20, 40]]); // prettier-ignore
  });

  it("of two diameters gets the short one across the middle", () => {
    expect(figureOf(dragged("bidirectional", [[0, 0], [40, 0]]))).toEqual([[0, 0], [40, 0], [20, 10], [20, -10]]); // prettier-ignore
  });

  it("by a free hand follows it", () => {
    let drawing = begin("freehand", [0, 0]);
    for (const to of [[10, 0], [10.5, 0], [10, 10], [0, 10]] as PlanePoint[]) drawing = move(drawing, to); // prettier-ignore
    expect(figureOf(release(drawing, [0, 10]))).toEqual([[0, 0], [10, 0], [10, 10], [0, 10]]); // prettier-ignore
    expect(isFigure(release(begin("freehand", [0, 0]), [0, 0]))).toBe(false);
  });
});

describe("pulling a handle", () => {
  it("keeps a box a box, however it lies", () => {
    const box: PlanePoint[] = [[0, 0], [20, 10], [15, 20], [-5, 10]]; // prettier-ignore
    const [a, b, c, d] = pull("rectangle", box, 2, [25, 40]) as [PlanePoint, PlanePoint, PlanePoint, PlanePoint];
    expect([a, c]).toEqual([[0, 0], [25, 40]]); // prettier-ignore
    const across = (b[0] - a[0]) * 10 - (b[1] - a[1]) * 20;
    const down = (d[0] - a[0]) * 10 - (d[1] - a[1]) * -5;
    expect([across, down].map(Math.round)).toEqual([0, 0]);
    expect([b[0] + d[0], b[1] + d[1]]).toEqual([c[0], c[1]].map((each) => expect.closeTo(each)));
  });

  it("of an ellipse moves one end of an axis, and its middle goes along", () => {
    const axes: PlanePoint[] = [[0, 10], [20, 10], [10, 0], [10, 20]]; // prettier-ignore
    expect(pull("ellipse", axes, 1, [40, 25])).toEqual([[0, 10], [40, 10], [20, 0], [20, 20]]); // prettier-ignore
  });

  it("of a line moves its end alone", () => {
    expect(pull("length", [[0, 0], [5, 5]], 1, [9, 9])).toEqual([[0, 0], [9, 9]]); // prettier-ignore
  });
});
