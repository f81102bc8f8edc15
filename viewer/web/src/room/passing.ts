/** Sends what only matters until the next of its kind: not more often than eyes follow, and always the last of it. */

export class Passing<T> {
  private readonly everyMs: number;
  private readonly send: (what: T) => void;
  private next: { readonly what: T } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(everyMs: number, send: (what: T) => void) {
    this.everyMs = everyMs;
    this.send = send;
  }

  /** At once if nothing was sent for a while, else when it is time, unless something newer comes until then. */
  tell(what: T): void {
    if (this.timer !== null) {
      this.next = { what };
      return;
    }
    this.send(what);
    this.timer = setTimeout(() => this.due(), this.everyMs);
  }

  /** Forgets what waits: something that lasts has taken its place. */
  drop(): void {
    this.next = null;
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = this.next = null;
  }

  private due(): void {
    this.timer = null;
    const { next } = this;
    this.next = null;
    if (next !== null) this.tell(next.what);
  }
}
