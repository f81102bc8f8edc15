/** A room's log as a film: how long after its beginning each event is shown, pauses being shortened. */

import type { RoomEvent } from "../events.ts";
import { FIRST_CHAIN } from "../log.ts";
import { sha256 } from "../sha256.ts";

/** While nothing happens for longer, nobody wants to wait. */
export const LONGEST_PAUSE_MS = 3000;

export interface Shot {
  readonly line: string;
  readonly event: RoomEvent;
  /** From the beginning of the film. */
  readonly ms: number;
  /** Of all lasting events up to here. */
  readonly chain: string;
}

export interface Film {
  readonly shots: readonly Shot[];
  readonly ms: number;
}

export function filmOf(lines: readonly string[]): Film {
  let [ms, chain, former] = [0, FIRST_CHAIN, Number.NaN];
  const shots = lines.map((line): Shot => {
    const event = JSON.parse(line) as RoomEvent;
    const at = Date.parse(event.at);
    if (!Number.isNaN(former)) ms += Math.min(Math.max(at - former, 0), LONGEST_PAUSE_MS);
    former = at;
    if (event.passing !== true) chain = sha256(chain + line);
    return { line, event, ms, chain };
  });
  return { shots, ms };
}

/** How many shots have been shown at a time of the film. */
export function shownAt({ shots }: Film, ms: number): number {
  let [low, high] = [0, shots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shots[middle] as Shot).ms <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
