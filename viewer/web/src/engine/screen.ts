/** A place of the screen, whatever it shows: a state is brought onto it, and what hands have changed is read back. */

import type { Edges } from "./letters.ts";
import type { OpenSeries, Page } from "./pages.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState } from "./view-state.ts";

/** What is to be written around a picture. */
export interface Look {
  readonly page: Page;
  /** The window with which it is shown; null for colours. */
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly edges: Edges | null;
  /** Pixels of the screen to a millimetre; null where the file does not say how large things are. */
  readonly pixelsPerMm: number | null;
  /** Pixels of the screen to a pixel of the picture. */
  readonly scale: number;
}

export interface Screen {
  readonly kind: "stack" | "volume";
  readonly element: HTMLDivElement;
  /** What was last drawn at full depth, by a name; null while that is on its way. */
  readonly drawn: string | null;
  /** Shows a state; resolves when what it names is here. */
  show(series: OpenSeries, state: ViewportState): Promise<void>;
  /** What hands have made of the state. */
  read(): ViewportState | null;
  look(): Look | null;
  /** Where a point of the patient lies, in pixels of the place; and the other way round. */
  toScreen(point: Point3): readonly [number, number];
  toPatient(canvas: readonly [number, number]): Point3;
  leave(): void;
}

/** What is as good as unchanged becomes exactly so, so that states that look alike are alike. */
export function tidy(value: number, rest: number): number {
  return Math.abs(value - rest) < 1e-4 ? rest : Math.round(value * 1e4) / 1e4;
}
