/** Where a flat picture lies in its place: pure geometry between pixels of the screen and points of the patient. */

import { add, directionsOf, dot } from "./geometry.ts";
import { type Edges, edgesOfPlane, edgesOfProjection } from "./letters.ts";
import type { Page } from "./pages.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState } from "./view-state.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

type Turned = Pick<ViewportState, "rotation" | "isFlippedHorizontally" | "isFlippedVertically">;

/** Pixels of the screen to a column of the picture; at zoom 1 it fits into its place. */
export function scaleOf(page: Page, state: ViewportState, size: Size): number {
  const { columns, rows, pixel_aspect } = page.facts;
  return Math.min(size.width / columns, size.height / (rows * pixel_aspect)) * state.zoom;
}

/** Where the middle of the picture stands. */
export function centreOf(state: ViewportState, { width, height }: Size): readonly [number, number] {
  const x = width / 2 + asideOf(state, { width, height });
  return [x + state.pan[0] * height * state.zoom, height / 2 + state.pan[1] * height * state.zoom];
}

/** How far a picture that was hung to one side stands from the middle of its place. */
function asideOf({ hung, page, rotation, zoom, isFlippedHorizontally }: ViewportState, size: Size): number {
  if (hung === null || hung.page !== page || rotation !== 0) return 0;
  const free = (size.width - Math.min(size.width, size.height * hung.aspect) * zoom) / 2;
  // Seen from behind, its other side stands at the other edge.
  const isLeft = (hung.side === "left") === (hung.isFlippedHorizontally === isFlippedHorizontally);
  return isLeft ? -free : free;
}

export function toScreen(page: Page, state: ViewportState, size: Size, point: Point3): readonly [number, number] {
  const { facts } = page;
  const plane = planeOfPicture(page);
  const from = add(point, plane.origin, -1);
  const across = dot(from, plane.row) / plane.column_mm + 0.5 - facts.columns / 2;
  const along = (dot(from, plane.column) / plane.row_mm + 0.5 - facts.rows / 2) * facts.pixel_aspect;
  const [right, down] = screenInPicture(state);
  const scale = scaleOf(page, state, size);
  const [x, y] = centreOf(state, size);
  return [x + (across * right[0] + along * right[1]) * scale, y + (across * down[0] + along * down[1]) * scale];
}

export function toPatient(page: Page, state: ViewportState, size: Size, at: readonly [number, number]): Point3 {
  const { facts } = page;
  const plane = planeOfPicture(page);
  const scale = scaleOf(page, state, size);
  const [middleX, middleY] = centreOf(state, size);
  const [toRight, toBottom] = [(at[0] - middleX) / scale, (at[1] - middleY) / scale];
  const [right, down] = screenInPicture(state);
  const column = toRight * right[0] + toBottom * down[0] + facts.columns / 2 - 0.5;
  const row = (toRight * right[1] + toBottom * down[1]) / facts.pixel_aspect + facts.rows / 2 - 0.5;
  return add(add(plane.origin, plane.row, column * plane.column_mm), plane.column, row * plane.row_mm);
}

export function edgesOf(page: Page, state: Turned): Edges | null {
  const [right, down] = screenInPicture(state);
  const directions = page.position === null ? null : directionsOf(page.facts);
  if (directions !== null) return edgesOfPlane(mixed(directions, right), mixed(directions, down));
  return page.facts.letters === null ? null : edgesOfProjection(page.facts.letters, right, down);
}

/** The directions of the screen, right and down, in columns and rows of the picture. */
export function screenInPicture(state: Turned): readonly [readonly [number, number], readonly [number, number]] {
  const angle = (state.rotation * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [state.isFlippedHorizontally ? -1 : 1, state.isFlippedVertically ? -1 : 1];
  return [
    [c * x, -s * y],
    [s * x, c * y],
  ];
}

/** Where a page lies; one without a place lies flat at the origin. */
export function planeOfPicture(page: Page) {
  const directions = page.position === null ? null : directionsOf(page.facts);
  const [row_mm, column_mm] = page.facts.spacing_mm ?? [page.facts.pixel_aspect, 1];
  const [row, column]: readonly [Point3, Point3] = directions ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  return { origin: page.position ?? ([0, 0, 0] as Point3), row, column, row_mm, column_mm };
}

function mixed([row, column]: readonly [Point3, Point3], [x, y]: readonly [number, number]): Point3 {
  return [row[0] * x + column[0] * y, row[1] * x + column[1] * y, row[2] * x + column[2] * y];
}
