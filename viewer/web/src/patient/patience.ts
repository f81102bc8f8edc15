const FIRST_MS = 1000;
const MOST_MS = 30_000;
/** Most of what can't be had just now is here by then: a machine of a region moves what it received within seconds. */
const QUIET_MS = 14_000;

/** What can't be had just now: no network, or a server that asks to come back. */
export interface Later {
  readonly kind: "offline" | "away";
  /** How many seconds the server asks to wait; 0: it does not say. */
  readonly seconds: number;
}

export const OFFLINE: Later = { kind: "offline", seconds: 0 };

export function isLater(answer: { readonly kind: string }): answer is Later {
  return answer.kind === "offline" || answer.kind === "away";
}

/** As long as the server asks, longer with every failure, and never so long that a person gives up. */
export function pauseMs(failures: number, askedSeconds: number, firstMs = FIRST_MS): number {
  return Math.min(MOST_MS, Math.max(askedSeconds * 1000, firstMs * 2 ** failures));
}

/** `Retry-After` in seconds (RFC 9110 section 10.2.3); a date is left to our own pace. */
export function askedSeconds(headers: Headers): number {
  return Number(headers.get("Retry-After")) || 0;
}

/** Waits between one try and the next for as long as it takes; a network that comes back, or a look, ends the wait. */
export class Patience {
  private failures = 0;
  private waitedMs = 0;
  private end: () => void = () => undefined;

  /** Whether it is time to say what is the matter: at once without a network, after a while with a busy server. */
  mustTell(later: Later): boolean {
    return later.kind === "offline" || this.waitedMs >= QUIET_MS;
  }

  wait({ seconds }: Later): Promise<void> {
    const ms = pauseMs(this.failures, seconds);
    this.failures += 1;
    this.waitedMs += ms;
    return new Promise((resolve) => {
      const look = () => {
        if (!document.hidden) this.end();
      };
      const timer = window.setTimeout(look, ms);
      window.addEventListener("online", look);
      document.addEventListener("visibilitychange", look);
      this.end = () => {
        window.clearTimeout(timer);
        window.removeEventListener("online", look);
        document.removeEventListener("visibilitychange", look);
        resolve();
      };
    });
  }

  /** Somebody does not want to wait any longer. */
  wake(): void {
    this.end();
  }
}

/** Asks until there is an answer that is more than "later"; null: whoever wanted to know has gone. */
export async function patiently<A extends { readonly kind: string }>(
  ask: () => Promise<A>,
  isGone: () => boolean,
  told: (later: Later, mustTell: boolean) => void,
  patience = new Patience(),
): Promise<Exclude<A, Later> | null> {
  for (;;) {
    const answer = await ask();
    if (isGone()) return null;
    if (!isLater(answer)) return answer as Exclude<A, Later>;
    told(answer, patience.mustTell(answer));
    await patience.wait(answer);
    if (isGone()) return null;
  }
}
