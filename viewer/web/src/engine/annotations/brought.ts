/** What came with the images and speaks of them (imaging/reading/brought.py). */

import type { Point } from "./annotation.ts";

export type Shape = "points" | "polyline" | "ellipse" | "text";

export interface BroughtFigure {
  /** Frame 0: every frame. */
  readonly place: { readonly instance_id: number; readonly frame: number };
  readonly shape: Shape;
  readonly points: readonly Point[];
  readonly text: string;
}

export interface BroughtPicture {
  readonly instance_id: number;
  /** None: all of them. */
  readonly frames: readonly number[];
}

export interface BroughtObject {
  readonly instance_id: number;
  /** It was written here, of annotations that are drawn by themselves. */
  readonly is_own: boolean;
}

export interface PresentationState extends BroughtObject {
  readonly label: string;
  readonly description: string;
  readonly creator: string;
  readonly created: string;
  readonly pictures: readonly BroughtPicture[];
  readonly figures: readonly BroughtFigure[];
  readonly windows: readonly {
    readonly pictures: readonly BroughtPicture[];
    readonly window: { readonly center: number; readonly width: number };
  }[];
  readonly shutters: readonly { readonly shape: Shape; readonly points: readonly Point[] }[];
  readonly rotation: number;
  readonly is_flipped: boolean;
  readonly is_inverse: boolean;
}

export interface KeyObjects extends BroughtObject {
  readonly title: string;
  readonly description: string;
  readonly pictures: readonly BroughtPicture[];
}

export interface BroughtReport extends BroughtObject {
  readonly measurements: readonly ReportMeasurement[];
}

export interface ReportMeasurement {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly figures: readonly BroughtFigure[];
}

export interface Segmentation {
  readonly instance_id: number;
  readonly label: string;
  readonly segments: readonly { readonly number: number; readonly label: string; readonly color: string }[];
  readonly frames: readonly SegmentFrame[];
}

export interface SegmentFrame {
  readonly frame: number;
  readonly segment: number;
  readonly place: { readonly instance_id: number; readonly frame: number };
  /** Upper left, upper right, lower left, in pixels of the picture. */
  readonly corners: readonly [Point, Point, Point];
}

export interface Brought {
  readonly segmentations: readonly Segmentation[];
  readonly states: readonly PresentationState[];
  readonly key_objects: readonly KeyObjects[];
  readonly reports: readonly BroughtReport[];
}

export function means(pictures: readonly BroughtPicture[], instance: number, frame: number): boolean {
  return pictures.some(
    ({ instance_id, frames }) => instance_id === instance && (frames.length === 0 || frames.includes(frame)),
  );
}

export function liesOn({ place }: BroughtFigure, instance: number, frame: number): boolean {
  return place.instance_id === instance && (place.frame === 0 || place.frame === frame);
}

/** How a state wants a picture to be shown; null where it leaves that open. */
export function windowFor(state: PresentationState, instance: number, frame: number) {
  const found = state.windows.find(({ pictures }) => pictures.length === 0 || means(pictures, instance, frame));
  return found === undefined ? null : { center: found.window.center, width: found.window.width };
}

/**
 * How a state wants pictures to lie. It turns them before it mirrors them (PS3.3 C.10.6), ours are mirrored first: what
 * is turned clockwise before the mirror is turned the other way behind it.
 */
export function turnOf({ rotation, is_flipped }: PresentationState) {
  return {
    rotation: is_flipped ? (360 - rotation) % 360 : rotation,
    isFlippedHorizontally: is_flipped,
    isFlippedVertically: false,
  };
}
