/** A figure as it is proposed: no finer than anybody sees, and of no more points than a room takes. */

import { isOnImage, type Annotation, type Point } from "../engine/annotations/annotation.ts";

/** Of a contour that is kept; of one that is still being drawn. */
const MOST_POINTS = 2500;
const MOST_SKETCHED = 300;
/** Digits behind the point: of a pixel, of a millimetre. */
const PIXEL_DIGITS = 2;
const MM_DIGITS = 3;

export function proposedFigure(annotation: Annotation): Annotation {
  return { ...annotation, points: plain(annotation, MOST_POINTS) };
}

export function sketchedFigure(annotation: Annotation): Annotation {
  return { ...annotation, points: plain(annotation, MOST_SKETCHED) };
}

function plain({ place, points }: Annotation, most: number): Point[] {
  const scale = 10 ** (isOnImage(place) ? PIXEL_DIGITS : MM_DIGITS);
  return thinned(points, most).map((point) => point.map((each) => Math.round(each * scale) / scale));
}

/** Every so manieth point; the first and the last always. */
function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, n) => points[Math.round(n * step)] as Point);
}
