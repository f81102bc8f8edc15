/** Fetches the pages of the series on the screen ahead of whoever turns them, nearest first, and counts them. */

import { cache, imageLoader } from "@cornerstonejs/core";
import type { OpenSeries, SeriesName } from "./pages.ts";

/** Browsers open six connections to a server; one is left for what is asked for in between. */
const AT_ONCE = 5;

interface Wanted {
  readonly of: OpenSeries;
  /** Around which page. */
  page: number;
}

export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly of: number;
}

export class Loading {
  private readonly wanted = new Map<SeriesName, Wanted>();
  private readonly done = new Map<SeriesName, Set<string>>();
  private readonly failed = new Map<SeriesName, Set<string>>();
  private running = 0;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Says which series are on the screen, and which page of each. */
  want(shown: readonly { of: OpenSeries; page: number }[]): void {
    this.wanted.clear();
    for (const { of, page } of shown) this.wanted.set(of.name, { of, page });
    this.next();
  }

  progressOf(of: OpenSeries): Progress {
    const done = this.done.get(of.name)?.size ?? 0;
    return { done, failed: this.failed.get(of.name)?.size ?? 0, of: of.pages.length };
  }

  /** Notes that a page is here, whoever asked for it. */
  here(of: OpenSeries, id: string): void {
    const done = entry(this.done, of.name);
    if (done.has(id)) return;
    done.add(id);
    this.changed();
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const task = this.nearest();
      if (task === undefined) return;
      this.running++;
      void this.load(task.of, task.id);
    }
  }

  private async load(of: OpenSeries, id: string): Promise<void> {
    entry(asked, of.name).add(id);
    try {
      await imageLoader.loadAndCacheImage(id);
      this.here(of, id);
    } catch {
      entry(this.failed, of.name).add(id);
      this.changed();
    }
    this.running--;
    this.next();
  }

  /** The page nearest to what is looked at, of the series of which most is missing. */
  private nearest(): { of: OpenSeries; id: string } | undefined {
    let best: { of: OpenSeries; id: string; distance: number } | undefined;
    for (const { of, page } of this.wanted.values()) {
      const known = entry(asked, of.name);
      if (known.size >= of.pages.length) continue;
      for (const [at, { id }] of of.pages.entries()) {
        const distance = Math.abs(at - page);
        if (known.has(id) || (best !== undefined && best.distance <= distance)) continue;
        if (cache.getImageLoadObject(id) !== undefined) {
          known.add(id);
          void this.watch(of, id);
          continue;
        }
        best = { of, id, distance };
      }
    }
    return best;
  }

  private async watch(of: OpenSeries, id: string): Promise<void> {
    try {
      await cache.getImageLoadObject(id)?.promise;
      this.here(of, id);
    } catch {
      entry(this.failed, of.name).add(id);
    }
  }
}

const asked = new Map<SeriesName, Set<string>>();

function entry(sets: Map<SeriesName, Set<string>>, name: SeriesName): Set<string> {
  let found = sets.get(name);
  if (found === undefined) {
    found = new Set();
    sets.set(name, found);
  }
  return found;
}
