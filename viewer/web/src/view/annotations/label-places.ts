/** Where the words of figures stand: beside what they tell about, over no other words and over nothing that is measured. */

import type { Kind } from "../../engine/annotations/annotation.ts";
import { centerOf, halfAxes, type PlanePoint } from "../../engine/annotations/plane-figures.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

export interface Labelled {
  readonly id: string;
  /** What is measured, as points of the screen that no words should cover. */
  readonly marks: readonly PlanePoint[];
  readonly size: Size;
  /** Where its words were put, by a hand or because they are the figure itself: there they stay. */
  readonly fixed?: PlanePoint | undefined;
}

export interface Placed {
  readonly box: Box;
  /** From the figure to words that could not stand beside it. */
  readonly leader: readonly [PlanePoint, PlanePoint] | null;
}

/** Between two points of a line that no words should cover. */
const STEP = 8;
const MOST_MARKS = 400;
const GAPS = [10, 26, 48, 76, 110, 150, 200];
/** Words this near to their figure are seen to be its own. */
const BESIDE = 22;
/** What covering costs: other words, what they tell about themselves, what others measure, each pixel of way. */
const COSTS = { words: 4000, own: 60, other: 40, way: 1, turn: 0.5 };

/** Places each label in turn; those that can't be moved come first, and `taken` is never written over. */
export function placeLabels(
  labels: readonly Labelled[],
  screen: Size,
  taken: readonly Box[] = [],
): Map<string, Placed> {
  const boxes = [...taken];
  const placed = new Map<string, Placed>();
  const put = (label: Labelled, box: Box) => {
    boxes.push(box);
    placed.set(label.id, { box, leader: leaderOf(label, box) });
  };
  const spoken = labels.filter(({ size }) => size.height > 0);
  for (const label of spoken) if (label.fixed !== undefined) put(label, boxAt(label.fixed, label.size));
  for (const label of spoken) {
    if (label.fixed !== undefined || label.marks.length === 0) continue;
    const others = labels.filter((each) => each !== label).flatMap(({ marks }) => marks);
    const cost = ([box, turn]: readonly [Box, number]) => costOf(box, label, others, boxes) + turn * COSTS.turn;
    const candidates = candidatesOf(label, screen).map((box, turn) => [box, turn] as const);
    put(label, cheapest(candidates, cost)[0]);
  }
  return placed;
}

function cheapest<T>(all: readonly T[], cost: (one: T) => number): T {
  const costs = all.map(cost);
  return all[costs.indexOf(Math.min(...costs))] as T;
}

/** Beside the figure in eight directions, ever farther away, but on the screen. */
function candidatesOf({ marks, size }: Labelled, screen: Size): Box[] {
  const [xs, ys] = [marks.map(([x]) => x), marks.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const rightmost = marks[xs.indexOf(right)] ?? [right, top];
  const leftmost = marks[xs.indexOf(left)] ?? [left, top];
  const [middle, center] = [(left + right - size.width) / 2, (top + bottom - size.height) / 2];
  return GAPS.flatMap((gap) => {
    const [after, before, below, above] = [right + gap, left - gap - size.width, bottom + gap, top - gap - size.height];
    return [
      [after, rightmost[1] - size.height / 2],
      [before, leftmost[1] - size.height / 2],
      [after, center],
      [middle, below],
      [middle, above],
      [before, center],
      [after, below],
      [after, above],
      [before, below],
      [before, above],
    ].map(([x = 0, y = 0]) => within(boxAt([x, y], size), screen));
  });
}

function within(box: Box, screen: Size): Box {
  const inside = (at: number, length: number, all: number) => Math.max(2, Math.min(at, all - length - 2));
  return { ...box, left: inside(box.left, box.width, screen.width), top: inside(box.top, box.height, screen.height) };
}

function costOf(box: Box, label: Labelled, others: readonly PlanePoint[], taken: readonly Box[]): number {
  const covered = taken.reduce((sum, each) => sum + shared(box, each), 0);
  const near = nearest(label.marks, box);
  return (
    (covered > 0 ? COSTS.words + covered : 0) +
    inside(box, label.marks) * COSTS.own +
    inside(box, others) * COSTS.other +
    Math.hypot(near[0][0] - near[1][0], near[0][1] - near[1][1]) * COSTS.way
  );
}

function inside({ left, top, width, height }: Box, points: readonly PlanePoint[]): number {
  return points.filter(([x, y]) => x > left && x < left + width && y > top && y < top + height).length;
}

function shared(one: Box, other: Box): number {
  const wide = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const high = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** The point of a figure that is nearest to a box, and the point of the box that is nearest to it. */
function nearest(marks: readonly PlanePoint[], box: Box): readonly [PlanePoint, PlanePoint] {
  const onBox = ([x, y]: PlanePoint): PlanePoint => [
    Math.max(box.left, Math.min(x, box.left + box.width)),
    Math.max(box.top, Math.min(y, box.top + box.height)),
  ];
  const way = (mark: PlanePoint) => Math.hypot(onBox(mark)[0] - mark[0], onBox(mark)[1] - mark[1]);
  const mark = cheapest(marks, way);
  return [mark, onBox(mark)];
}

function leaderOf({ marks }: Labelled, box: Box): Placed["leader"] {
  if (marks.length === 0) return null;
  const [mark, edge] = nearest(marks, box);
  return Math.hypot(edge[0] - mark[0], edge[1] - mark[1]) > BESIDE ? [mark, edge] : null;
}

function boxAt([left, top]: PlanePoint, size: Size): Box {
  return { left, top, ...size };
}

/** What of a figure no words should cover: its lines, and what they enclose where that is measured. */
export function marksOf(kind: Kind, points: readonly PlanePoint[]): PlanePoint[] {
  if (kind === "ellipse" && points.length === 4) {
    const [[x, y], [u, v]] = [centerOf(points), halfAxes(points)];
    const ring = (share: number) => (step: number) => {
      const [cos, sin] = [Math.cos((step / 16) * 2 * Math.PI) * share, Math.sin((step / 16) * 2 * Math.PI) * share];
      return [x + u[0] * cos + v[0] * sin, y + u[1] * cos + v[1] * sin] as const;
    };
    const steps = Array.from({ length: 16 }, (_, step) => step);
    return [...steps.map(ring(1)), ...steps.map(ring(0.66)), ...steps.map(ring(0.33)), [x, y]];
  }
  if (kind === "rectangle" || kind === "freehand") return thinned([...along([...points, ...points.slice(0, 1)])]);
  if (kind === "cobb" || kind === "bidirectional") return [...along(points.slice(0, 2)), ...along(points.slice(2, 4))];
  return thinned(along(points));
}

function along(points: readonly PlanePoint[]): PlanePoint[] {
  return points.flatMap((point, at) => {
    const next = points[at + 1];
    if (next === undefined) return [point];
    const count = Math.max(1, Math.min(100, Math.round(Math.hypot(next[0] - point[0], next[1] - point[1]) / STEP)));
    return Array.from({ length: count }, (_, step): PlanePoint => [
      point[0] + ((next[0] - point[0]) * step) / count,
      point[1] + ((next[1] - point[1]) * step) / count,
    ]);
  });
}

function thinned(points: readonly PlanePoint[]): PlanePoint[] {
  const every = Math.ceil(points.length / MOST_MARKS);
  return points.filter((_, at) => at % every === 0);
}
