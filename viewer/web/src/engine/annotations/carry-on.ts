/** A figure that another system drew, as one of our own that can be changed: its origin stands in its words. */

import type { Annotation, Kind } from "./annotation.ts";
import type { BroughtFigure } from "./brought.ts";

const LONGEST_TEXT = 500;

/** Null for what has no counterpart here; `frame` stands for a figure that is meant for every frame. */
export function carriedOn(figure: BroughtFigure, frame: number, origin: string): Annotation | null {
  const shape = shapeOf(figure);
  if (shape === null) return null;
  const text = [figure.text.trim(), `(${origin})`].filter((part) => part !== "()" && part !== "").join(" ");
  if (shape.kind === "text" && figure.text.trim() === "") return null;
  const { instance_id } = figure.place;
  const place = { instance_id, frame: figure.place.frame === 0 ? frame : figure.place.frame };
  return { ...shape, place, text: text.slice(0, LONGEST_TEXT) };
}

function shapeOf({ shape, points }: BroughtFigure): Pick<Annotation, "kind" | "points"> | null {
  const [first] = points;
  if (first === undefined) return null;
  if (shape === "text") return { kind: "text", points: [first] };
  if (shape === "points") return { kind: "probe", points: [first] };
  if (shape === "ellipse") return points.length === 4 ? { kind: "ellipse", points } : null;
  if (points.length === 2) return { kind: "length", points };
  const last = points.at(-1);
  const isClosed = last !== undefined && first.every((value, axis) => value === last[axis]);
  const outline = isClosed ? points.slice(0, -1) : points;
  const kind: Kind = "freehand";
  return outline.length >= 3 ? { kind, points: outline } : null;
}
