/** Pixels of a page and the space that it is drawn in, both ways; the space is the patient's where the file knows it. */

import { add, dot } from "../geometry.ts";
import type { Page } from "../pages.ts";
import type { Point3 } from "../study.ts";
import type { Point } from "./annotation.ts";

interface PagePlane {
  readonly origin: Point3;
  readonly row: Point3;
  readonly column: Point3;
  /** Between rows, between columns. */
  readonly spacing: readonly [number, number];
}

/** As the frames are described to whatever draws them: without a place they lie at the origin. */
function planeOfPage({ facts, position }: Page): PagePlane {
  const spacing = facts.spacing_mm ?? [facts.pixel_aspect, 1];
  if (position === null || facts.directions === null) {
    return { origin: position ?? [0, 0, 0], row: [1, 0, 0], column: [0, 1, 0], spacing };
  }
  const [a, b, c, d, e, f] = facts.directions;
  return { origin: position, row: [a, b, c], column: [d, e, f], spacing };
}

export function pixelToSpace(page: Page, [column = 0, row = 0]: Point): Point3 {
  const plane = planeOfPage(page);
  return add(add(plane.origin, plane.row, column * plane.spacing[1]), plane.column, row * plane.spacing[0]);
}

/** Its inverse, for points of the plane; others are projected onto it. */
export function spaceToPixel(page: Page, point: Point3): readonly [number, number] {
  const plane = planeOfPage(page);
  const offset = add(point, plane.origin, -1);
  return [dot(offset, plane.row) / plane.spacing[1], dot(offset, plane.column) / plane.spacing[0]];
}
