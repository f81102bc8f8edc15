/** Annotations as values, the same as the server keeps (imaging/reading/annotations.py). */

export const KINDS = [
  "length",
  "angle",
  "cobb",
  "bidirectional",
  "ellipse",
  "rectangle",
  "freehand",
  "probe",
  "arrow",
  "text",
  "key-image",
] as const;
export type Kind = (typeof KINDS)[number];

/** (column, row) from 0 at the centre of the first pixel, or (x, y, z) in millimetres of the patient. */
export type Point = readonly number[];

export interface ImagePlace {
  readonly instance_id: number;
  /** Counted from 1. */
  readonly frame: number;
}

/** A plane through the volume of a series; unit vectors towards the reader, and upwards on the screen. */
export interface VolumePlace {
  readonly series_id: number;
  readonly frame_of_reference_uid: string;
  readonly normal: Point;
  readonly up: Point;
}

export type AnnotationPlace = ImagePlace | VolumePlace;

export interface Annotation {
  readonly kind: Kind;
  readonly place: AnnotationPlace;
  /** In the order that the server's module tells for each kind. */
  readonly points: readonly Point[];
  readonly text: string;
}

export interface Value {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface Measured {
  readonly values: readonly Value[];
  /** How lengths are known; empty where there are only pixels. */
  readonly basis: string;
}

export interface Author {
  readonly id: number;
  readonly name: string;
  readonly hospital: string;
}

/** A version as the server keeps it. */
export interface Recorded {
  readonly id: string;
  readonly version: number;
  readonly sequence: number;
  readonly is_deleted: boolean;
  readonly annotation: Annotation;
  /** null where every page measures for itself. */
  readonly measured: Measured | null;
  readonly author: Author;
  readonly at: string;
}

export type Operation =
  | { readonly does: "put"; readonly id: string; readonly base: 0; readonly annotation: Annotation }
  | { readonly does: "change"; readonly id: string; readonly base: number; readonly annotation: Annotation }
  | { readonly does: "delete"; readonly id: string; readonly base: number };

export const NOTHING_MEASURED: Measured = { values: [], basis: "" };

export function isOnImage(place: AnnotationPlace): place is ImagePlace {
  return "instance_id" in place;
}
