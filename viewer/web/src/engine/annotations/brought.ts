/** What came with the images and speaks of them (imaging/reading/brought.py). */

import { screenInPicture, type Size } from "../flat-ground.ts";
import type { FrameFacts } from "../study.ts";
import type { ViewportState } from "../view-state.ts";
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
  readonly areas: readonly { readonly pictures: readonly BroughtPicture[]; readonly area: DisplayedArea }[];
}

/** The part of a picture that is displayed, counted from the upper left corner of its first pixel. */
export interface DisplayedArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Pixels of the screen to one of the picture; null: the part fits into its place. */
  readonly magnification: number | null;
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

export function areaFor(state: PresentationState, instance: number, frame: number): DisplayedArea | null {
  return state.areas.find(({ pictures }) => means(pictures, instance, frame))?.area ?? null;
}

type Turned = Pick<ViewportState, "rotation" | "isFlippedHorizontally" | "isFlippedVertically">;

/** How far a picture is enlarged and moved so that a part of it fills a place of this size, as the picture lies there. */
export function viewOfArea(
  area: DisplayedArea,
  { rows, columns, pixel_aspect }: Pick<FrameFacts, "rows" | "columns" | "pixel_aspect">,
  turned: Turned,
  { width, height }: Size,
  density = 1,
): Pick<ViewportState, "zoom" | "pan"> {
  const whole = Math.min(width / columns, height / (rows * pixel_aspect));
  const [across, along] = [area.right - area.left, (area.bottom - area.top) * pixel_aspect];
  const isOnSide = Math.round(turned.rotation / 90) % 2 === 1;
  const fits = isOnSide ? Math.min(width / along, height / across) : Math.min(width / across, height / along);
  const scale = area.magnification === null ? fits : area.magnification / density;
  const right = (area.left + area.right) / 2 - columns / 2;
  const down = ((area.top + area.bottom) / 2 - rows / 2) * pixel_aspect;
  const moved = screenInPicture(turned).map(([x, y]) => -(right * x + down * y) * scale) as [number, number];
  const zoom = scale / whole;
  return { zoom, pan: [moved[0] / (height * zoom), moved[1] / (height * zoom)] };
}
