/** A place of the screen, whatever it shows: a state is brought onto it, and what hands have changed is read back. */

import type { Sheet, Size } from "./flat-ground.ts";
import type { Edges } from "./letters.ts";
import type { OpenSeries, Page } from "./pages.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState } from "./view-state.ts";

/** What is to be written around a picture. */
export interface Look {
  readonly page: Page;
  /** The window with which it is shown; null for colours. */
  readonly window: { readonly center: number; readonly width: number } | null;
  /** What the file's table is called that stands in the place of the window; null where a window is applied. */
  readonly table: string | null;
  readonly edges: Edges | null;
  /** Pixels of the screen to a millimetre; null where the file does not say how large things are. */
  readonly pixelsPerMm: number | null;
  /** Pixels of the screen to a pixel of the picture. */
  readonly scale: number;
}

/** What hands do to a place that is more than how its picture lies. */
export interface ScreenHands {
  scroll(pages: number): void;
  point(at: Point3): void;
  /** Hands have changed the state. */
  changed(): void;
  /** What the state wants is drawn now, or more of it. */
  drawn(): void;
}

export interface Screen {
  readonly kind: "stack" | "volume";
  readonly element: HTMLDivElement;
  /** What was last drawn at full depth, by a name; null while that is on its way. */
  readonly drawn: string | null;
  /** Where its picture lies in the patient. */
  readonly sheet: Sheet | null;
  /** Shows a state; resolves when what it names is here. */
  show(series: OpenSeries, state: ViewportState): Promise<void>;
  /** What hands have made of the state. */
  read(): ViewportState | null;
  look(): Look | null;
  /** Where a point of the patient lies, in pixels of the place; and the other way round. */
  toScreen(point: Point3): readonly [number, number];
  toPatient(canvas: readonly [number, number]): Point3;
  /** Draws what it shows onto another canvas, laid out for a place of a size; false while nothing is here. */
  drawOnto(context: CanvasRenderingContext2D, size: Size, density: number): boolean;
  /** The whole picture in its own pixels, turned as on the screen, neither moved nor enlarged. */
  whole(): HTMLCanvasElement | null;
  leave(): void;
}
