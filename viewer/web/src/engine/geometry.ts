/** Planes and points in the patient (millimetres); pure functions. */

import type { Sheet } from "./flat-ground.ts";
import type { OpenSeries, Page } from "./pages.ts";
import type { FrameFacts, Point3 } from "./study.ts";

export function add(one: Point3, other: Point3, factor = 1): Point3 {
  return [one[0] + other[0] * factor, one[1] + other[1] * factor, one[2] + other[2] * factor];
}

export function dot(one: Point3, other: Point3): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

export function cross(one: Point3, other: Point3): Point3 {
  return [
    one[1] * other[2] - one[2] * other[1],
    one[2] * other[0] - one[0] * other[2],
    one[0] * other[1] - one[1] * other[0],
  ];
}

/** A rectangle in the patient: what a page shows. */
export interface PagePlane {
  readonly corners: readonly [Point3, Point3, Point3, Point3];
  readonly normal: Point3;
}

export function planeOf(page: Page): PagePlane | null {
  const { facts, position } = page;
  const directions = directionsOf(facts);
  if (position === null || directions === null || facts.spacing_mm === null) return null;
  const [row, column] = directions;
  const across = facts.columns * facts.spacing_mm[1];
  const down = facts.rows * facts.spacing_mm[0];
  const right = add(position, row, across);
  const corners = [position, right, add(right, column, down), add(position, column, down)] as const;
  return { corners, normal: cross(row, column) };
}

/** The same of a plane through a volume. */
export function planeOfSheet({ origin, row, column, columns, rows, column_mm, row_mm }: Sheet): PagePlane {
  const first = add(add(origin, row, -column_mm / 2), column, -row_mm / 2);
  const right = add(first, row, columns * column_mm);
  const corners = [first, right, add(right, column, rows * row_mm), add(first, column, rows * row_mm)] as const;
  return { corners, normal: cross(row, column) };
}

export function directionsOf(facts: FrameFacts): readonly [Point3, Point3] | null {
  if (facts.directions === null) return null;
  const [a, b, c, d, e, f] = facts.directions;
  return [
    [a, b, c],
    [d, e, f],
  ];
}

/** Where a page cuts through a plane: a line with two ends, or null where they do not meet. */
export function cut(page: PagePlane, origin: Point3, normal: Point3): readonly [Point3, Point3] | null {
  // Planes that face nearly the same way have no line that helps anybody.
  if (Math.abs(dot(page.normal, normal)) > 0.95) return null;
  const heights = page.corners.map((corner) => dot(add(corner, origin, -1), normal));
  const ends: Point3[] = [];
  for (let at = 0; at < 4; at++) {
    const [from, to] = [page.corners[at], page.corners[(at + 1) % 4]];
    const [low, high] = [heights[at], heights[(at + 1) % 4]];
    if (from === undefined || to === undefined || low === undefined || high === undefined) continue;
    if (low === high || low * high > 0) continue;
    const end = add(from, add(to, from, -1), low / (low - high));
    if (!ends.some((known) => distance(known, end) < 1e-6)) ends.push(end);
  }
  const [first, second] = ends;
  return first === undefined || second === undefined ? null : [first, second];
}

export function distance(one: Point3, other: Point3): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** The page of a series that lies nearest to a point; null where pages have no place. */
export function nearestPage(pages: readonly Page[], point: Point3): number | null {
  let best: { page: number; distance: number } | null = null;
  for (const [at, page] of pages.entries()) {
    const directions = directionsOf(page.facts);
    if (page.position === null || directions === null) continue;
    const away = Math.abs(dot(add(point, page.position, -1), cross(...directions)));
    if (best === null || away < best.distance) best = { page: at, distance: away };
  }
  return best?.page ?? null;
}

/** The middle of a page in the patient. */
export function middleOf(page: Page): Point3 | null {
  const plane = planeOf(page);
  if (plane === null) return null;
  const [first, , opposite] = plane.corners;
  return add(first, add(opposite, first, -1), 0.5);
}

/** Whether two series were taken without the patient being moved in between (PS3.3 C.7.4.1.1.1). */
export function sharesSpace(one: OpenSeries, other: OpenSeries): boolean {
  const reference = (series: OpenSeries) => series.pages[0]?.facts.frame_of_reference ?? "";
  return reference(one) !== "" && reference(one) === reference(other);
}
