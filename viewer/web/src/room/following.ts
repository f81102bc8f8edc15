/** Who presents shows where they look; who follows sees it, until their own hands go elsewhere. */

import type { Engine } from "../engine/engine.ts";
import type { ViewState, ViewportState } from "../engine/view-state.ts";
import { Passing } from "./passing.ts";
import type { Room } from "./room.ts";

const EVERY_MS = 80;
/** While a picture plays by itself on both sides, its pages need not be told. */
const PLAYING_MS = 1000;

type Shows = Pick<Engine, "state" | "apply" | "onChange" | "series">;

export class Following {
  private readonly room: Room;
  private readonly shows: Shows;
  private readonly adapted: (view: ViewState) => ViewState;
  private readonly looks = new Passing<ViewState>(EVERY_MS, (view) => this.send(view));
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[];
  private applied: ViewState | null = null;
  private taken: ViewState | null = null;
  private said: { readonly text: string; readonly at: number } = { text: "", at: 0 };
  private follows = true;
  private hasBegun = false;

  /** `adapted`: what a screen of this kind makes of a view of somebody else's. */
  constructor(room: Room, shows: Shows, adapted: (view: ViewState) => ViewState = (view) => view) {
    this.room = room;
    this.shows = shows;
    this.adapted = adapted;
    this.stops = [room.onChange(() => this.heard()), shows.onChange(() => this.moved())];
    this.heard();
  }

  get isFollowing(): boolean {
    return this.follows && this.isShown;
  }

  /** Whether somebody else presents here. */
  get isShown(): boolean {
    const { presenter } = this.room.state;
    return presenter !== null && presenter !== this.room.me.participant;
  }

  get isPresenting(): boolean {
    return this.room.me.participant !== 0 && this.room.state.presenter === this.room.me.participant;
  }

  back(): void {
    this.follows = true;
    this.taken = null;
    this.heard();
    this.told();
  }

  /** One's own hands go elsewhere. */
  leave(): void {
    if (!this.isFollowing) return;
    this.follows = false;
    this.told();
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  close(): void {
    this.looks.stop();
    for (const stop of this.stops) stop();
  }

  private heard(): void {
    const { look } = this.room.settled;
    if (!this.room.isKnown) return;
    if (this.isPresenting && !this.hasBegun && look !== null) this.shows.apply(known(look, this.shows));
    // Until the log is here nobody knows where whoever presented has left.
    this.hasBegun ||= this.room.sequence > 0;
    if (this.isPresenting) {
      // Whoever has just begun to present, or has come back, shows where they are.
      if (this.room.line !== "open") this.said = { text: "", at: 0 };
      else if (this.said.text === "") this.looks.tell(this.shows.state);
      return;
    }
    this.said = { text: "", at: 0 };
    if (!this.isFollowing || look === null || look === this.taken) return;
    this.taken = look;
    this.applied = this.adapted(known(look, this.shows));
    this.shows.apply(this.applied);
  }

  private moved(): void {
    const { state } = this.shows;
    if (this.isPresenting) this.looks.tell(state);
    else if (this.isFollowing && this.applied !== null && !isSame(state, this.applied)) this.leave();
  }

  private send(view: ViewState): void {
    if (!this.isPresenting || this.room.line !== "open") return;
    const text = JSON.stringify(isPlaying(view) ? withoutPages(view) : view);
    const isDue = isPlaying(view) && Date.now() - this.said.at > PLAYING_MS;
    if (text === this.said.text && !isDue) return;
    this.said = { text, at: Date.now() };
    this.room.tell("look", { view });
  }

  private told(): void {
    for (const listener of this.listeners) listener();
  }
}

/** A view of series that are not open here leaves their places empty. */
function known(view: ViewState, shows: Shows): ViewState {
  const viewports = view.viewports.map((each) =>
    each === null || shows.series(each.series) === undefined ? null : each,
  );
  return { ...view, viewports };
}

function isPlaying({ viewports }: ViewState): boolean {
  return viewports.some((each) => each?.cine != null);
}

function withoutPages(view: ViewState): ViewState {
  return { ...view, viewports: view.viewports.map((each) => (each?.cine == null ? each : { ...each, page: 0 })) };
}

/** Whether nothing was moved by a hand: which place is in hand is one's own, and what plays turns its pages itself. */
function isSame(one: ViewState, other: ViewState): boolean {
  if (one === other) return true;
  if (one.rows !== other.rows || one.columns !== other.columns || one.isLinked !== other.isLinked) return false;
  return one.viewports.every((each, at) => isSamePlace(each, other.viewports[at] ?? null));
}

function isSamePlace(one: ViewportState | null, other: ViewportState | null): boolean {
  if (one === other) return true;
  if (one === null || other === null) return false;
  const plain = (state: ViewportState) => JSON.stringify(state.cine === null ? state : { ...state, page: 0 });
  return plain(one) === plain(other);
}
