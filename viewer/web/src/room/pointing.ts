/** Where hands point: told to the room in points of the picture below them, so that everybody sees the same spot. */

import { groundOf, type Grounds } from "../view/annotations/ground.ts";
import type { Bodies } from "./events.ts";
import { Passing } from "./passing.ts";
import type { Room } from "./room.ts";

const EVERY_MS = 80;

export class Pointing {
  private readonly room: Room;
  private readonly passing: Passing<Bodies["point"]>;
  private isAway = true;
  /** Whether others see one's pointer. */
  isShown = true;

  constructor(room: Room) {
    this.room = room;
    this.passing = new Passing(EVERY_MS, (body) => room.tell("point", body));
  }

  /** A hand moves over a place, in pixels of it. */
  move(shows: Grounds, index: number, at: readonly [number, number]): void {
    if (!this.isShown || !this.room.mayDraw || !this.isWatched) return;
    const ground = groundOf(shows, index);
    if (ground === null) return;
    const point = ground.fromScreen(at);
    if (!point.every(Number.isFinite)) return;
    this.isAway = false;
    this.passing.tell({ place: ground.place, at: point.map((each) => Math.round(each * 100) / 100) });
  }

  leave(): void {
    if (this.isAway) return;
    this.isAway = true;
    // What waits to be told is not so any more.
    this.passing.stop();
    this.room.tell("point", {});
  }

  /** Alone in a room nobody needs a pointer. */
  private get isWatched(): boolean {
    return this.room.people.filter(({ connections }) => connections.length > 0).length > 1;
  }
}
