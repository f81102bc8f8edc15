/** What a hand of this page draws at this moment, told to whoever looks on; and given up when the hand let it lie. */

import type { Annotation } from "../engine/annotations/annotation.ts";
import { Passing } from "./passing.ts";
import { sketchedFigure } from "./proposed-figure.ts";
import type { Room } from "./room.ts";

/** Not more often than eyes follow a line. */
const EVERY_MS = 80;

export class Sketching {
  private readonly room: Room;
  private readonly passing: Passing<{ readonly id: string; readonly annotation: Annotation | null }>;
  private inHand: string | null = null;
  /** The number of the sketch that was given up last. */
  private left = 0;

  constructor(room: Room) {
    this.room = room;
    this.passing = new Passing(EVERY_MS, ({ id, annotation }) =>
      room.tell("drawing", { drawing: id, annotation: annotation === null ? null : sketchedFigure(annotation) }),
    );
    room.onChange(() => this.giveUpWhatLies());
  }

  /** null: it was given up. */
  tell(id: string, annotation: Annotation | null): void {
    this.inHand = annotation === null ? null : id;
    if (this.room.mayDraw) this.passing.tell({ id, annotation });
  }

  /** What lasts follows: nobody needs to see how it came to be. */
  done(id: string): void {
    if (this.inHand !== null && this.inHand !== id) return;
    this.inHand = null;
    this.passing.drop();
  }

  giveUp(id: string): void {
    if (this.inHand !== id) this.room.tell("drawing", { drawing: id, annotation: null });
  }

  /**
   * A page that was closed in the middle of a line, or lost its connection there, has told nobody of the line's end. What
   * was told since this page came may be drawn at another screen of the same person.
   */
  private giveUpWhatLies(): void {
    const { room } = this;
    const sketch = room.settled.sketches.get(room.me.participant);
    if (sketch === undefined || sketch.seq > room.cameAt || sketch.seq === this.left) return;
    if (room.line !== "open" || sketch.drawing === this.inHand || !room.mayDraw) return;
    this.left = sketch.seq;
    this.giveUp(sketch.drawing);
  }
}
