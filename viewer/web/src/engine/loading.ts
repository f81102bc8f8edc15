/** Fetches the pages of the series on the screen ahead of whoever turns them, nearest first, and counts them. */

import { type Frame, FrameStore } from "./frame-store.ts";
import { type Failure, failureOf } from "./failure.ts";
import { bring, bytesOf, type EarlyFrame } from "./frames.ts";
import type { OpenSeries, Page, SeriesName } from "./pages.ts";

/** Browsers open six connections to a server; one is left for what is asked for in between. */
const AT_ONCE = 5;

/** A series that is wanted, and around which page. */
export interface Wanted {
  readonly of: OpenSeries;
  readonly page: number;
}

export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly of: number;
}

interface Errand {
  readonly of: OpenSeries;
  readonly abort: AbortController;
  readonly frame: Promise<Frame>;
  isUrgent: boolean;
}

interface Task {
  readonly of: OpenSeries;
  readonly page: Page;
  readonly away: number;
}

export class Loading {
  private readonly store: FrameStore;
  private readonly changed: () => void;
  private readonly arrived: (of: OpenSeries, frame: Frame) => void;
  private readonly running = new Map<string, Errand>();
  private readonly done = new Map<SeriesName, Set<string>>();
  private readonly failed = new Map<SeriesName, Map<string, Failure>>();
  private shown: readonly Wanted[] = [];
  private ahead: readonly Wanted[] = [];
  private early: Promise<EarlyFrame | null> | null = null;

  constructor(mostBytes: number, changed: () => void, arrived: (of: OpenSeries, frame: Frame) => void) {
    this.store = new FrameStore(mostBytes);
    this.changed = changed;
    this.arrived = arrived;
  }

  /** A frame whose answer is on its way already, told by the name of its page. */
  expect(early: Promise<EarlyFrame | null>): void {
    this.early = early;
  }

  frame(id: string): Frame | undefined {
    return this.store.get(id);
  }

  /** The frame of a page, before everything that is only fetched ahead. */
  need(of: OpenSeries, page: Page): Promise<Frame> {
    const here = this.store.get(page.id);
    if (here !== undefined) return Promise.resolve(here);
    const errand = this.running.get(page.id) ?? this.send(of, page, true);
    errand.isUrgent = true;
    return errand.frame;
  }

  /** Says which series are on the screen, and which page of each. */
  want(shown: readonly Wanted[]): void {
    this.shown = shown;
    this.dropUnwanted();
    this.next();
  }

  /** Says what may be fetched when everything on the screen is here: priors, series beside. */
  wantAhead(ahead: readonly Wanted[]): void {
    this.ahead = ahead;
    this.dropUnwanted();
    this.next();
  }

  progressOf(of: OpenSeries): Progress {
    const done = this.done.get(of.name)?.size ?? 0;
    return { done, failed: this.failed.get(of.name)?.size ?? 0, of: of.pages.length };
  }

  /** Why a page that was asked for did not come; null where it was not asked for in vain. */
  failureOf(of: OpenSeries, page: Page): Failure | null {
    return this.failed.get(of.name)?.get(page.id) ?? null;
  }

  /** Asks once more for what failed of a series. */
  again(of: OpenSeries): void {
    this.failed.delete(of.name);
    this.next();
  }

  stop(): void {
    this.shown = this.ahead = [];
    for (const { abort } of this.running.values()) abort.abort();
  }

  private dropUnwanted(): void {
    const wanted = new Set([...this.shown, ...this.ahead].map(({ of }) => of.name));
    for (const { of, abort, isUrgent } of this.running.values()) if (!isUrgent && !wanted.has(of.name)) abort.abort();
  }

  private next(): void {
    while (this.running.size < this.atOnce) {
      const task = this.nearest(this.shown) ?? (this.isQuiet ? this.nearest(this.ahead) : undefined);
      if (task === undefined) return;
      this.send(task.of, task.page, false);
    }
  }

  /** What is looked at first has the connection and the processors for itself. */
  private get atOnce(): number {
    return this.done.size > 0 ? AT_ONCE : Math.min(Math.max(this.shown.length, 1), AT_ONCE);
  }

  /** Nothing that is on the screen is still on its way. */
  private get isQuiet(): boolean {
    const shown = new Set(this.shown.map(({ of }) => of.name));
    return ![...this.running.values()].some(({ of }) => shown.has(of.name));
  }

  private send(of: OpenSeries, page: Page, isUrgent: boolean): Errand {
    const abort = new AbortController();
    const errand: Errand = { of, abort, isUrgent, frame: this.bring(of, page, abort.signal, () => errand.isUrgent) };
    this.running.set(page.id, errand);
    // Whoever needs the frame hears of a failure; nobody waits for what is fetched ahead.
    errand.frame.catch(() => undefined);
    void this.settle(of, page, errand);
    return errand;
  }

  private missed(of: OpenSeries, page: Page, why: Failure): void {
    const known = this.failed.get(of.name);
    if (known === undefined) this.failed.set(of.name, new Map([[page.id, why]]));
    else known.set(page.id, why);
  }

  private async bring(of: OpenSeries, page: Page, signal: AbortSignal, urgent: () => boolean): Promise<Frame> {
    const early = await this.early?.catch(() => null);
    const isEarly = early?.page === page.id;
    if (isEarly) this.early = null;
    return bring(of, page, signal, urgent, isEarly ? early.answer : null);
  }

  private async settle(of: OpenSeries, page: Page, { frame, abort }: Errand): Promise<void> {
    try {
      const came = await frame;
      this.store.put(page.id, came, (id) => this.distance(id));
      entry(this.done, of.name).add(page.id);
      this.failed.get(of.name)?.delete(page.id);
      this.arrived(of, came);
    } catch (error) {
      if (!abort.signal.aborted) this.missed(of, page, failureOf(error));
    }
    this.running.delete(page.id);
    this.changed();
    this.next();
  }

  /** The page nearest to what is looked at that is neither here, nor on its way, nor failed, nor too far to be kept. */
  private nearest(wanted: readonly Wanted[]): Task | undefined {
    let best: Task | undefined;
    for (const { of, page: at } of wanted) {
      const failed = this.failed.get(of.name);
      for (const [number, page] of of.pages.entries()) {
        const away = Math.abs(number - at);
        if (best !== undefined && best.away <= away) continue;
        const { id } = page;
        if (this.store.get(id) === undefined && !this.running.has(id) && failed?.has(id) !== true)
          best = { of, page, away };
      }
    }
    if (best === undefined) return undefined;
    return this.store.wouldKeep(bytesOf(best.of, best.page), best.away, (id) => this.distance(id)) ? best : undefined;
  }

  private distance(id: string): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { of, page } of [...this.shown, ...this.ahead]) {
      const at = of.numberOf.get(id);
      if (at !== undefined) least = Math.min(least, Math.abs(at - page));
    }
    return least;
  }
}

function entry(sets: Map<SeriesName, Set<string>>, name: SeriesName): Set<string> {
  let found = sets.get(name);
  if (found === undefined) {
    found = new Set();
    sets.set(name, found);
  }
  return found;
}
