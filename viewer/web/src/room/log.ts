/** The events of a room as far as this page has taken them, their chain, and the state that they add up to. */

import type { RoomEvent } from "./events.ts";
import { sha256 } from "./sha256.ts";
import { EMPTY, fold, type RoomState } from "./state.ts";

export const FIRST_CHAIN = "0".repeat(64);

/** What the server says of what it has sent: up to where everything is known now, and what the chain must be there. */
export interface Reached {
  readonly sequence: number;
  readonly chain: string;
}

export class Log {
  private now: RoomState = EMPTY;
  private last = 0;
  private hash = FIRST_CHAIN;

  get state(): RoomState {
    return this.now;
  }

  /** The number up to which everything is known. */
  get sequence(): number {
    return this.last;
  }

  get chain(): string {
    return this.hash;
  }

  /**
   * Takes stored lines in their order, and gives those that are new; null: this page has come to another chain than the
   * server, so that nothing it knows can be relied on.
   */
  take(reached: Reached, lines: readonly string[]): readonly RoomEvent[] | null {
    const taken: RoomEvent[] = [];
    let before = this.last;
    for (const line of lines) {
      const event = JSON.parse(line) as RoomEvent;
      // What came twice, because the connection broke between, counts once.
      if (event.seq <= before) continue;
      before = event.seq;
      if (event.passing !== true) this.hash = sha256(this.hash + line);
      this.now = fold(this.now, event);
      taken.push(event);
    }
    this.last = Math.max(before, reached.sequence);
    return this.hash === reached.chain ? taken : null;
  }

  /** Forgets everything, to be told it anew. */
  reset(): void {
    this.now = EMPTY;
    this.last = 0;
    this.hash = FIRST_CHAIN;
  }
}
