/** What a room adds up to: a fold over its events, by the same rules as on the server (imaging/consult/room). */

import type { Annotation } from "../engine/annotations/annotation.ts";
import type { ViewState } from "../engine/view-state.ts";
import type { EventOf, Part, Pointed, RoomEvent, Said } from "./events.ts";

/** A drawing of the room in its last version; `annotation` stays when it is erased, so that it can come back. */
export interface Drawn {
  readonly id: string;
  readonly by: number;
  readonly version: number;
  readonly annotation: Annotation;
  readonly isErased: boolean;
  /** The number of the event that left it so. */
  readonly seq: number;
  readonly at: string;
}

export interface Message extends Said {
  readonly id: string;
  /** Infinite while the server has not numbered it. */
  readonly seq: number;
  readonly by: number;
  readonly at: string;
}

export interface Sketch {
  readonly drawing: string;
  readonly annotation: Annotation;
  readonly seq: number;
}

export interface RoomState {
  readonly drawings: ReadonlyMap<string, Drawn>;
  /** In the order of the room. */
  readonly messages: readonly Message[];
  readonly presenter: number | null;
  /** What the presenter looks at. */
  readonly look: ViewState | null;
  readonly pointers: ReadonlyMap<number, Pointed & { readonly seq: number }>;
  /** What is being drawn at this moment, by its author. */
  readonly sketches: ReadonlyMap<number, Sketch>;
  /** Raised hands, in the order in which they were raised. */
  readonly hands: readonly number[];
  /** What people were made in this room; who is not named here is what they came as. */
  readonly parts: ReadonlyMap<number, Part>;
  readonly entered: ReadonlySet<number>;
  /** Where the consult stands, if the room was told. */
  readonly consult: string | null;
}

export const EMPTY: RoomState = {
  drawings: new Map(),
  messages: [],
  presenter: null,
  look: null,
  pointers: new Map(),
  sketches: new Map(),
  hands: [],
  parts: new Map(),
  entered: new Set(),
  consult: null,
};

/** The states of a consult in which something may be said and drawn. */
export const OPEN: ReadonlySet<string> = new Set(["requested", "accepted", "scheduled", "live"]);

/** The state after one more event; nothing of the former one is written into. */
export function fold(state: RoomState, event: RoomEvent): RoomState {
  switch (event.kind) {
    case "entered":
      return event.by === null ? state : { ...state, entered: new Set([...state.entered, event.by]) };
    case "say":
      return event.by === null ? state : said(state, event, event.by);
    case "draw":
      return event.by === null ? state : drawn(state, event, event.by);
    case "erase":
      return erased(state, event);
    case "drawing":
      return event.by === null ? state : sketched(state, event, event.by);
    case "point":
      return event.by === null ? state : pointed(state, event, event.by);
    case "look":
      // Who has handed over meanwhile shows nothing any more.
      return event.by === state.presenter ? { ...state, look: event.body.view } : state;
    case "present":
      return { ...state, presenter: event.body.participant, look: null };
    case "raise":
      return event.by === null ? state : { ...state, hands: raised(state.hands, event.by, event.body.is_up) };
    case "part":
      return parted(state, event.body.participant, event.body.part);
    case "state":
      return became(state, event.body.state);
  }
}

/** Drawings that are there, in the order of the room. */
export function standing(state: RoomState): Drawn[] {
  return [...state.drawings.values()].filter(({ isErased }) => !isErased);
}

function said(state: RoomState, { id, seq, at, body }: EventOf<"say">, by: number): RoomState {
  return { ...state, messages: [...state.messages, { ...body, id, seq, at, by }] };
}

function drawn(state: RoomState, { seq, at, body }: EventOf<"draw">, by: number): RoomState {
  const { drawing: id, base, annotation } = body;
  const author = state.drawings.get(id)?.by ?? by;
  const next: Drawn = { id, by: author, version: base + 1, annotation, isErased: false, seq, at };
  const sketch = state.sketches.get(by);
  return {
    ...state,
    drawings: new Map(state.drawings).set(id, next),
    sketches: sketch?.drawing === id ? without(state.sketches, by) : state.sketches,
  };
}

function erased(state: RoomState, { seq, at, body }: EventOf<"erase">): RoomState {
  const former = state.drawings.get(body.drawing);
  if (former === undefined) return state;
  const next = { ...former, version: body.base + 1, isErased: true, seq, at };
  return { ...state, drawings: new Map(state.drawings).set(former.id, next) };
}

function sketched(state: RoomState, { seq, body }: EventOf<"drawing">, by: number): RoomState {
  const { drawing, annotation } = body;
  const sketches =
    annotation === null ? without(state.sketches, by) : new Map(state.sketches).set(by, { drawing, annotation, seq });
  return { ...state, sketches };
}

function pointed(state: RoomState, { seq, body }: EventOf<"point">, by: number): RoomState {
  const pointers =
    "place" in body ? new Map(state.pointers).set(by, { ...(body as Pointed), seq }) : without(state.pointers, by);
  return { ...state, pointers };
}

function raised(hands: readonly number[], by: number, isUp: boolean): readonly number[] {
  if (isUp === hands.includes(by)) return hands;
  return isUp ? [...hands, by] : hands.filter((each) => each !== by);
}

/** Who may not speak any more presents nothing and points at nothing. */
function parted(state: RoomState, participant: number, part: Part): RoomState {
  const parts = new Map(state.parts).set(participant, part);
  if (part === "asks" || part === "speaks") return { ...state, parts };
  const isPresenter = state.presenter === participant;
  return {
    ...state,
    parts,
    presenter: isPresenter ? null : state.presenter,
    look: isPresenter ? null : state.look,
    pointers: without(state.pointers, participant),
    sketches: without(state.sketches, participant),
    hands: part === "gone" ? raised(state.hands, participant, false) : state.hands,
  };
}

/** Once nobody draws and speaks any more, what was half done stays with nobody. */
function became(state: RoomState, consult: string): RoomState {
  if (OPEN.has(consult)) return { ...state, consult };
  return { ...state, consult, pointers: new Map(), sketches: new Map() };
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
