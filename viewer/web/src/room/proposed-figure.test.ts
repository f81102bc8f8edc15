import { describe, expect, it } from "vitest";
import type { Annotation } from "../engine/annotations/annotation.ts";
import { proposedFigure, sketchedFigure } from "./proposed-figure.ts";
import { MOST_BYTES } from "./room.ts";

function contour(count: number): Annotation {
  const points = Array.from({ length: count }, (_, n) => [1000 + n / 7, 2000 + Math.sin(n) * 311.123456789]);
  return { kind: "freehand", place: { instance_id: 1, frame: 1 }, points, text: "" };
}

describe("a figure that is proposed", () => {
  it("is as fine as a hundredth of a pixel", () => {
    const [first, second] = proposedFigure(contour(2)).points;
    expect(first).toEqual([1000, 2000]);
    expect(second).toEqual([1000.14, 2261.8]);
  });

  it("is one that a room takes, however long the hand drew", () => {
    const figure = proposedFigure(contour(4000));
    expect(JSON.stringify({ drawing: crypto.randomUUID(), base: 0, annotation: figure }).length).toBeLessThan(
      MOST_BYTES,
    );
    expect(figure.points.at(0)).toEqual([1000, 2000]);
    expect(figure.points.at(-1)?.[0]).toBeCloseTo(1000 + 3999 / 7, 2);
  });

  it("is shown with fewer points while it is drawn", () => {
    expect(sketchedFigure(contour(4000)).points).toHaveLength(300);
    expect(sketchedFigure(contour(299)).points).toHaveLength(299);
  });

  it("keeps a thousandth of a millimetre in a volume", () => {
    const place = { series_id: 1, frame_of_reference_uid: "1.2", normal: [0, 0, 1], up: [0, -1, 0] };
    const [point] = proposedFigure({ kind: "probe", place, points: [[1.23456, -2.34567, 3.45678]], text: "" }).points;
    expect(point).toEqual([1.235, -2.346, 3.457]);
  });
});
