/** Plays a film into a room, as if it were the server's end of its socket: the page shows it as it showed the room itself. */

import type { SocketLike } from "../socket.ts";
import type { Person, Received } from "../wire.ts";
import { type Film, shownAt } from "./film.ts";

export const SPEEDS = [1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

const TICK_MS = 40;
/** As often as the server says that it is there, so that nobody takes a paused film for a line that is gone. */
const ALIVE_MS = 10_000;

export class Projector {
  readonly film: Film;
  private readonly people: readonly Person[];
  private readonly listeners = new Set<() => void>();
  private socket: SocketLike | null = null;
  private shown = 0;
  private timer: ReturnType<typeof setInterval> | null = null;
  private before = 0;
  /** How far the film is. */
  ms = 0;
  speed: Speed = 1;
  /** Has the room forget everything: what is shown next lies before it. */
  rewind: () => void = () => undefined;

  constructor(film: Film, people: readonly Person[]) {
    this.film = film;
    // In a film everybody is there whom it shows.
    this.people = people.map((each) => ({ ...each, connections: [{ id: `film-${each.participant}`, call: null }] }));
  }

  get isPlaying(): boolean {
    return this.timer !== null;
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The other end of the room's socket. */
  open = (): SocketLike => {
    const socket: SocketLike = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => this.heard(String(text)),
      close: () => clearInterval(alive),
    };
    const alive = setInterval(() => this.say({ says: "alive" }), ALIVE_MS);
    this.socket = socket;
    setTimeout(() => socket.onopen?.call(socket as WebSocket, new Event("open")));
    return socket;
  };

  play(): void {
    if (this.isPlaying) return;
    if (this.ms >= this.film.ms) this.goTo(0);
    this.before = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.told();
  }

  pause(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.told();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    this.told();
  }

  goTo(ms: number): void {
    const wanted = Math.min(Math.max(ms, 0), this.film.ms);
    if (shownAt(this.film, wanted) < this.shown) {
      this.shown = 0;
      this.rewind();
    }
    this.ms = wanted;
    this.show();
    this.told();
  }

  /** To where something happened, by its number. */
  jump(seq: number): void {
    const shot = this.film.shots.find(({ event }) => event.seq === seq);
    if (shot !== undefined) this.goTo(shot.ms);
  }

  private tick(): void {
    const now = performance.now();
    this.ms = Math.min(this.ms + (now - this.before) * this.speed, this.film.ms);
    this.before = now;
    this.show();
    if (this.ms >= this.film.ms) this.pause();
    else this.told();
  }

  private heard(text: string): void {
    const { says } = JSON.parse(text) as { says: string };
    if (says !== "hello") return;
    const me = { participant: 0, connection: "film", part: "watches" } as const;
    const consult = { code: "", state: "", is_open: false };
    this.say({ says: "welcome", me, consult, ice: [], sequence: this.film.shots.length });
    this.say({ says: "people", people: this.people, series: [] });
    this.shown = 0;
    this.show();
  }

  /** Shows what has come since, also what only passed. */
  private show(): void {
    const until = shownAt(this.film, this.ms);
    if (until <= this.shown) return;
    const shots = this.film.shots.slice(this.shown, until);
    this.shown = until;
    const last = shots.at(-1);
    if (last === undefined) return;
    const head = { says: "events", sequence: last.event.seq, chain: last.chain } as const;
    this.say(
      head,
      shots.map(({ line }) => line),
    );
  }

  private say(message: Received, lines: readonly string[] = []): void {
    const data = [JSON.stringify(message), ...lines].join("\n");
    this.socket?.onmessage?.call(this.socket as WebSocket, { data } as MessageEvent);
  }

  private told(): void {
    for (const listener of this.listeners) listener();
  }
}
