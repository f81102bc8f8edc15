/** What this page has proposed and nobody has answered yet; each stays until it comes back as an event, or is refused. */

import { newId } from "../engine/new-id.ts";
import type { Bodies, EventKind, EventOf, RoomEvent } from "./events.ts";
import { fold, type RoomState } from "./state.ts";

/** Why a proposal came to nothing; it looks like the refusals of other doors. */
export class Refused extends Error {
  readonly status = 409;
  readonly problem: string;
  readonly told: Readonly<Record<string, string>> = {};

  constructor(problem: string, detail: string) {
    super(detail);
    this.problem = problem;
  }
}

export interface Proposal {
  readonly id: string;
  readonly kind: EventKind;
  readonly body: Bodies[EventKind];
  readonly at: string;
}

interface Waiting {
  readonly proposal: Proposal;
  readonly resolve: (event: RoomEvent) => void;
  readonly reject: (error: Refused) => void;
}

export class Proposals {
  private readonly waiting = new Map<string, Waiting>();

  /** Those that wait, in the order in which they were made. */
  get all(): readonly Proposal[] {
    return [...this.waiting.values()].map(({ proposal }) => proposal);
  }

  /** The promise settles when the server has said its word, however often the connection breaks until then. */
  make<K extends EventKind>(kind: K, body: Bodies[K], now: Date): { proposal: Proposal; answer: Promise<EventOf<K>> } {
    const proposal: Proposal = { id: newId(), kind, body, at: now.toISOString() };
    const answer = new Promise<RoomEvent>((resolve, reject) =>
      this.waiting.set(proposal.id, { proposal, resolve, reject }),
    );
    // Who does not wait for it hears of a refusal in another way.
    answer.catch(() => undefined);
    return { proposal, answer: answer as unknown as Promise<EventOf<K>> };
  }

  /** It has come back as an event. */
  confirm(event: RoomEvent): void {
    const waits = this.waiting.get(event.id);
    this.waiting.delete(event.id);
    waits?.resolve(event);
  }

  refuse(id: string, why: Refused): Proposal | null {
    const waits = this.waiting.get(id);
    this.waiting.delete(id);
    waits?.reject(why);
    return waits?.proposal ?? null;
  }
}

/** The room as it will be if everything that waits is taken: what one has done oneself is seen at once. */
export function withProposals(state: RoomState, proposals: readonly Proposal[], me: number): RoomState {
  return proposals.reduce<RoomState>((sofar, { id, kind, body, at }) => {
    const event = { seq: Number.POSITIVE_INFINITY, id, by: me, at, kind, body } as RoomEvent;
    return fold(sofar, event);
  }, state);
}
