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

/** A rectangle of pixels in the space of the patient: a page as it was taken, or a plane cut through a volume. */
export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  /** Height of a pixel divided by its width. */
  readonly pixel_aspect: number;
  /** The centre of the first pixel. */
  readonly origin: Point3;
  /** Where columns, and where rows are counted to. */
  readonly row: Point3;
  readonly column: Point3;
  /** Between rows, between columns. */
  readonly row_mm: number;
  readonly column_mm: number;
}

/** How large a picture is: all that is needed to fit it into its place. */
export type Extent = Pick<Sheet, "columns" | "rows" | "pixel_aspect">;

/** `matrix` as CSS counts it: from the element at the upper left of its place, about its own middle. */
export interface Lie {
  readonly width: number;
  readonly height: number;
  readonly matrix: readonly [number, number, number, number, number, number];
}

type Turned = Pick<ViewportState, "rotation" | "isFlippedHorizontally" | "isFlippedVertically">;

/** Pixels of the screen to a column of the picture; at zoom 1 it fits into its place. */
export function scaleOf({ columns, rows, pixel_aspect }: Extent, state: ViewportState, size: Size): number {
  return Math.min(size.width / columns, size.height / (rows * pixel_aspect)) * state.zoom;
}

/** Where the middle of the picture stands. */
export function centreOf(state: ViewportState, { width, height }: Size): readonly [number, number] {
  const x = width / 2 + asideOf(state, { width, height });
  return [x + state.pan[0] * height * state.zoom, height / 2 + state.pan[1] * height * state.zoom];
}

/** How an element that is the picture is laid where the picture would be drawn. */
export function lieOf(extent: Extent, state: ViewportState, size: Size): Lie {
  const scale = scaleOf(extent, state, size);
  const [width, height] = [extent.columns * scale, extent.rows * extent.pixel_aspect * scale];
  const [x, y] = centreOf(state, size);
  const [right, down] = screenInPicture(state);
  return { width, height, matrix: [right[0], down[0], right[1], down[1], x - width / 2, y - height / 2] };
}

/** How far a picture that was hung to one side stands from the middle of its place. */
function asideOf({ hung, page, rotation, zoom, isFlippedHorizontally }: ViewportState, size: Size): number {
  if (hung === null || hung.page !== page || rotation !== 0) return 0;
  const free = (size.width - Math.min(size.width, size.height * hung.aspect) * zoom) / 2;
  // Seen from behind, its other side stands at the other edge.
  const isLeft = (hung.side === "left") === (hung.isFlippedHorizontally === isFlippedHorizontally);
  return isLeft ? -free : free;
}

export function toScreen(sheet: Sheet, state: ViewportState, size: Size, point: Point3): readonly [number, number] {
  const from = add(point, sheet.origin, -1);
  const across = dot(from, sheet.row) / sheet.column_mm + 0.5 - sheet.columns / 2;
  const along = (dot(from, sheet.column) / sheet.row_mm + 0.5 - sheet.rows / 2) * sheet.pixel_aspect;
  const [right, down] = screenInPicture(state);
  const scale = scaleOf(sheet, state, size);
  const [x, y] = centreOf(state, size);
  return [x + (across * right[0] + along * right[1]) * scale, y + (across * down[0] + along * down[1]) * scale];
}

export function toPatient(sheet: Sheet, state: ViewportState, size: Size, at: readonly [number, number]): Point3 {
  const scale = scaleOf(sheet, state, size);
  const [middleX, middleY] = centreOf(state, size);
  const [toRight, toBottom] = [(at[0] - middleX) / scale, (at[1] - middleY) / scale];
  const [right, down] = screenInPicture(state);
  const column = toRight * right[0] + toBottom * down[0] + sheet.columns / 2 - 0.5;
  const row = (toRight * right[1] + toBottom * down[1]) / sheet.pixel_aspect + sheet.rows / 2 - 0.5;
  return add(add(sheet.origin, sheet.row, column * sheet.column_mm), sheet.column, row * sheet.row_mm);
}

export function edgesOf(page: Page, state: Turned): Edges | null {
  const directions = page.position === null ? null : directionsOf(page.facts);
  if (directions !== null) return edgesOfSheet(...directions, state);
  const [right, down] = screenInPicture(state);
  return page.facts.letters === null ? null : edgesOfProjection(page.facts.letters, right, down);
}

export function edgesOfSheet(row: Point3, column: Point3, state: Turned): Edges {
  const [right, down] = screenInPicture(state);
  return edgesOfPlane(mixed(row, column, right), mixed(row, column, down));
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
export function sheetOf({ facts, position }: Page): Sheet {
  const { columns, rows, pixel_aspect } = facts;
  const directions = position === null ? null : directionsOf(facts);
  const [row_mm, column_mm] = facts.spacing_mm ?? [pixel_aspect, 1];
  const [row, column]: readonly [Point3, Point3] = directions ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  return { columns, rows, pixel_aspect, origin: position ?? [0, 0, 0], row, column, row_mm, column_mm };
}

function mixed(row: Point3, column: Point3, [x, y]: readonly [number, number]): Point3 {
  return [row[0] * x + column[0] * y, row[1] * x + column[1] * y, row[2] * x + column[2] * y];
}
