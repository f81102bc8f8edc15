/** Frames on their way to what shows them: what is wanted, how far it is, and why something is not here. */

import type { Failure } from "./failure.ts";
import type { Frame } from "./frame-store.ts";
import { Loading, type Progress } from "./loading.ts";
import type { Opened } from "./opened.ts";
import type { OpenSeries, SeriesName } from "./pages.ts";
import type { ViewportState, ViewState } from "./view-state.ts";

const GIB = 1024 ** 3;
const LEAST_BYTES = GIB / 4;
const MOST_BYTES = 1.25 * GIB;

export class Bringing {
  private readonly opened: Opened;
  readonly loading: Loading;

  constructor(opened: Opened, bytes: number, changed: () => void, arrived: (of: OpenSeries, frame: Frame) => void) {
    this.opened = opened;
    this.loading = new Loading(bytes, changed, arrived);
  }

  /** What the places show, and what lies next to it. */
  want({ viewports }: ViewState): void {
    const shown = viewports.flatMap((each) => {
      const of = each === null ? undefined : this.opened.series(each.series);
      return each === null || of === undefined ? [] : [{ of, page: each.page }];
    });
    this.loading.want(shown);
  }

  /** Series that may be fetched when everything on the screen is here. */
  ahead(names: readonly SeriesName[]): void {
    const series = names.flatMap((name) => this.opened.series(name) ?? []);
    this.loading.wantAhead(series.map((of) => ({ of, page: Math.floor(of.pages.length / 2) })));
  }

  progress(name: SeriesName): Progress {
    const series = this.opened.series(name);
    return series === undefined ? { done: 0, failed: 0, of: 0 } : this.loading.progressOf(series);
  }

  /** Why what a place shows is not at full depth, or has gaps; null while nothing has failed. */
  failure(state: ViewportState | null | undefined): Failure | null {
    const series = state == null ? undefined : this.opened.series(state.series);
    if (state == null || series === undefined) return null;
    const pages = state.plane === "acquired" ? series.pages.slice(state.page, state.page + 1) : series.pages;
    return pages.map((page) => this.loading.failureOf(series, page)).find((why) => why !== null) ?? null;
  }
}

/** What frames may take of the memory: less on small machines. */
export function mostBytes(): number {
  const { deviceMemory = 4 } = navigator as { deviceMemory?: number };
  return Math.min(Math.max((deviceMemory * GIB) / 5, LEAST_BYTES), MOST_BYTES);
}
