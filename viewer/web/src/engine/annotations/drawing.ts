/** From what a hand does to the points of a figure: pure, in whatever plane the hand moves. */

import type { Kind } from "./annotation.ts";
import type { PlanePoint } from "./plane-figures.ts";

/** Pixels of the screen that a hand may tremble between pressing and letting go. */
export const TREMBLE = 4;
const STROKES: Partial<Record<Kind, number>> = { length: 2, arrow: 2, angle: 3, cobb: 4, bidirectional: 2 };

/** A figure on its way: on the screen, where the hand is. */
export interface Drawing {
  readonly kind: Kind;
  /** The last one still follows the hand, unless it is done. */
  readonly points: readonly PlanePoint[];
  readonly isDone: boolean;
  /** Between two lines nothing follows the hand. */
  readonly isWaiting: boolean;
}

export function begin(kind: Kind, at: PlanePoint): Drawing {
  if (kind === "probe" || kind === "text") return { kind, points: [at], isDone: true, isWaiting: false };
  return { kind, points: kind === "freehand" ? [at] : [at, at], isDone: false, isWaiting: false };
}

/** The hand moves, pressed or not. */
export function move(drawing: Drawing, to: PlanePoint): Drawing {
  if (drawing.isDone || drawing.isWaiting) return drawing;
  if (drawing.kind === "freehand") {
    const last = drawing.points.at(-1);
    const isFar = last === undefined || Math.hypot(to[0] - last[0], to[1] - last[1]) >= 2;
    return isFar && drawing.points.length < 4000 ? { ...drawing, points: [...drawing.points, to] } : drawing;
  }
  return { ...drawing, points: [...drawing.points.slice(0, -1), to] };
}

/** The hand is pressed once more: what followed it stands where it is now; the second line of Cobb begins. */
export function press(drawing: Drawing, at: PlanePoint): Drawing {
  if (drawing.isDone || drawing.kind === "freehand") return drawing;
  if (drawing.isWaiting) return { ...drawing, points: [...drawing.points, at, at], isWaiting: false };
  return move(drawing, at);
}

/** The hand lets go: a stroke is drawn; a mere touch lets the point follow to the next one. */
export function release(drawing: Drawing, at: PlanePoint): Drawing {
  if (drawing.isDone || drawing.isWaiting) return drawing;
  const moved = move(drawing, at);
  const { kind, points } = moved;
  if (kind === "freehand") return { ...moved, isDone: true };
  if (!isLong(moved)) return moved;
  const wanted = STROKES[kind] ?? 2;
  if (points.length >= wanted) return { ...moved, isDone: true };
  // The second arm of an angle follows at once; the second line of Cobb waits for where it is begun.
  return kind === "angle" ? { ...moved, points: [...points, at] } : { ...moved, isWaiting: true };
}

/** Whether it is a figure that anybody would keep. */
export function isFigure({ kind, points, isDone }: Drawing): boolean {
  if (!isDone) return false;
  return kind === "freehand" ? points.length >= 3 : true;
}

/** The points as they are kept: boxes become corners or axes, a long axis gets its short one. */
export function figureOf({ kind, points }: Drawing): readonly PlanePoint[] {
  const [start, end] = points;
  if (start === undefined || end === undefined) return points;
  const [left, right] = [Math.min(start[0], end[0]), Math.max(start[0], end[0])];
  const [top, bottom] = [Math.min(start[1], end[1]), Math.max(start[1], end[1])];
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (kind === "rectangle") return [[left, top], [right, top], [right, bottom], [left, bottom]]; // prettier-ignore
  if (kind === "ellipse") return [[left, y], [right, y], [x, top], [x, bottom]]; // prettier-ignore
  if (kind !== "bidirectional") return points;
  const [across, down] = [(end[0] - start[0]) / 4, (end[1] - start[1]) / 4];
  const middle = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2] as const;
  return [start, end, [middle[0] - down, middle[1] + across], [middle[0] + down, middle[1] - across]];
}

/** Moves one handle of a finished figure; boxes stay boxes, axes stay at their angle. */
export function pull(kind: Kind, points: readonly PlanePoint[], at: number, to: PlanePoint): readonly PlanePoint[] {
  if (kind === "rectangle" && points.length === 4) return pullCorner(points, at, to);
  if (kind === "ellipse" && points.length === 4) return pullAxis(points, at, to);
  return points.map((point, index) => (index === at ? to : point));
}

export function shift(points: readonly PlanePoint[], by: PlanePoint): readonly PlanePoint[] {
  return points.map((point) => [point[0] + by[0], point[1] + by[1]]);
}

function pullCorner(points: readonly PlanePoint[], at: number, to: PlanePoint): readonly PlanePoint[] {
  const corner = (offset: number) => points[(at + offset) % 4] ?? to;
  const [opposite, next, former] = [corner(2), corner(1), corner(3)];
  const [u, v] = [
    [next[0] - opposite[0], next[1] - opposite[1]],
    [former[0] - opposite[0], former[1] - opposite[1]],
  ] as const;
  const determinant = u[0] * v[1] - u[1] * v[0];
  if (determinant === 0) return points;
  const [x, y] = [to[0] - opposite[0], to[1] - opposite[1]];
  const [a, b] = [(x * v[1] - y * v[0]) / determinant, (u[0] * y - u[1] * x) / determinant];
  // A side without length could never be pulled open again.
  if (Math.abs(a) < 1e-6 || Math.abs(b) < 1e-6) return points;
  const moved = [...points];
  moved[at] = to;
  moved[(at + 1) % 4] = [opposite[0] + u[0] * a, opposite[1] + u[1] * a];
  moved[(at + 3) % 4] = [opposite[0] + v[0] * b, opposite[1] + v[1] * b];
  return moved;
}

function pullAxis(points: readonly PlanePoint[], at: number, to: PlanePoint): readonly PlanePoint[] {
  const other = at ^ 1;
  const [end, opposite] = [points[at], points[other]];
  if (end === undefined || opposite === undefined) return points;
  const axis = [end[0] - opposite[0], end[1] - opposite[1]] as const;
  const square = axis[0] ** 2 + axis[1] ** 2;
  const share = ((to[0] - opposite[0]) * axis[0] + (to[1] - opposite[1]) * axis[1]) / square;
  if (!(Math.abs(share) > 1e-6)) return points;
  const by: PlanePoint = [(axis[0] * (share - 1)) / 2, (axis[1] * (share - 1)) / 2];
  return points.map((point, index) => {
    if (index === at) return [opposite[0] + axis[0] * share, opposite[1] + axis[1] * share];
    return index === other ? point : [point[0] + by[0], point[1] + by[1]];
  });
}

function isLong({ points }: Drawing): boolean {
  const [from, to] = points.slice(-2);
  return from !== undefined && to !== undefined && Math.hypot(to[0] - from[0], to[1] - from[1]) > TREMBLE;
}
