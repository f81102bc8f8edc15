/** What is on the screen, as values: kept, sent to others, and replayed on a screen of another size. */

import type { SeriesName } from "./pages.ts";
import type { Point3 } from "./study.ts";

export type Plane = "acquired" | "axial" | "coronal" | "sagittal";
export type SlabKind = "mip" | "minip" | "average";

/** How a picture was hung that belongs to one side of its place: a mammogram stands with its chest wall at the middle. */
export interface Hung {
  /** The page that was hung so; others of its series stand in the middle. */
  readonly page: number;
  readonly side: "left" | "right";
  /** Width of the picture divided by its height. */
  readonly aspect: number;
  readonly isFlippedHorizontally: boolean;
  readonly isFlippedVertically: boolean;
}

export interface ViewportState {
  readonly series: SeriesName;
  readonly plane: Plane;
  /** The page that is shown, from 0, where the plane is the acquired one. */
  readonly page: number;
  /** What the middle of a reformatted plane shows, in millimetres of the patient; null: the middle of the volume. */
  readonly point: Point3 | null;
  /** null: as the file says. */
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly isInverted: boolean;
  /** 1 fits the picture into its place. */
  readonly zoom: number;
  /** Where the picture was moved to: to the right and down, in heights of its place. */
  readonly pan: readonly [number, number];
  /** Degrees, clockwise. */
  readonly rotation: number;
  readonly isFlippedHorizontally: boolean;
  readonly isFlippedVertically: boolean;
  readonly slab: { readonly kind: SlabKind; readonly mm: number } | null;
  /** Frames a second while it plays by itself; null: it stands still. */
  readonly cine: number | null;
  readonly hung: Hung | null;
}

export interface ViewState {
  readonly rows: number;
  readonly columns: number;
  /** The place that keys and buttons mean. */
  readonly active: number;
  /** Whether series are scrolled together by their place in the patient. */
  readonly isLinked: boolean;
  readonly viewports: readonly (ViewportState | null)[];
}

export const NOTHING: ViewState = { rows: 1, columns: 1, active: 0, isLinked: false, viewports: [null] };

export function viewportOf(series: SeriesName, page = 0, plane: Plane = "acquired"): ViewportState {
  return {
    series,
    plane,
    page,
    point: null,
    window: null,
    isInverted: false,
    zoom: 1,
    pan: [0, 0],
    rotation: 0,
    isFlippedHorizontally: false,
    isFlippedVertically: false,
    slab: null,
    cine: null,
    hung: null,
  };
}

/** As it was when the series was put there, but on the same page. */
export function resetViewport(state: ViewportState): ViewportState {
  const { point, slab, hung } = state;
  const { isFlippedHorizontally = false, isFlippedVertically = false } = hung ?? {};
  const turned = { hung, isFlippedHorizontally, isFlippedVertically };
  return { ...viewportOf(state.series, state.page, state.plane), point, slab, ...turned };
}

/** Changes one place and leaves the others alone. */
export function withViewport(state: ViewState, index: number, change: Partial<ViewportState>): ViewState {
  const viewports = state.viewports.map((each, at) => (at === index && each !== null ? { ...each, ...change } : each));
  return { ...state, viewports };
}
