/** What happens in a room, as the server tells it (docs/decisions/consults.md): one order, one line each. */

import type { Annotation, AnnotationPlace, Point } from "../engine/annotations/annotation.ts";
import type { ViewState } from "../engine/view-state.ts";

export type Part = "asks" | "speaks" | "watches" | "waits" | "gone";

/** What each kind of event says. */
export interface Bodies {
  readonly entered: Record<string, never>;
  readonly say: Said;
  readonly draw: { readonly drawing: string; readonly base: number; readonly annotation: Annotation };
  readonly erase: { readonly drawing: string; readonly base: number };
  readonly drawing: { readonly drawing: string; readonly annotation: Annotation | null };
  readonly point: Pointed | Record<string, never>;
  readonly look: { readonly view: ViewState };
  readonly present: { readonly participant: number | null };
  readonly raise: { readonly is_up: boolean };
  readonly part: { readonly participant: number; readonly part: Part };
  readonly state: { readonly state: string };
}

export type EventKind = keyof Bodies;

export interface Said {
  readonly text: string;
  readonly mentions: readonly number[];
  /** What the speaker looked at, of which study. */
  readonly view: ViewState | null;
  readonly study: number | null;
  /** The number of what is answered. */
  readonly replies_to: number | null;
}

export interface Pointed {
  readonly place: AnnotationPlace;
  readonly at: Point;
}

/** What everybody's page and the server have stored alike. */
export type RoomEvent = { readonly [K in EventKind]: EventOf<K> }[EventKind];

export interface EventOf<K extends EventKind> {
  readonly seq: number;
  /** Made by whoever proposed it. */
  readonly id: string;
  readonly by: number | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: K;
  readonly body: Bodies[K];
  /** It only matters until the next of its kind by the same author. */
  readonly passing?: true;
}

export function mayConduct(part: Part): boolean {
  return part === "asks";
}

export function maySpeak(part: Part): boolean {
  return part === "asks" || part === "speaks";
}

export function maySee(part: Part): boolean {
  return maySpeak(part) || part === "watches";
}
