/** The engine that draws: what the pages of the viewer know of it, and all that they know of it, stands here. */

import { cache, init as startCore, RenderingEngine } from "@cornerstonejs/core";
import { init as startTools } from "@cornerstonejs/tools";
import { register, startLoading } from "./frames.ts";
import { Loading, type Progress } from "./loading.ts";
import { type OpenSeries, openSeries, type SeriesName } from "./pages.ts";
import { type Look, Screen } from "./screen.ts";
import type { Study } from "./study.ts";
import { takeTool, toolInHand } from "./tools/hands.ts";
import { NOTHING, type ViewportState, type ViewState, withViewport } from "./view-state.ts";

export type { Look } from "./screen.ts";
export type { Progress } from "./loading.ts";

const MAX_CACHE_BYTES = 1.5 * 1024 ** 3;

export class Engine {
  private readonly rendering: RenderingEngine;
  private readonly open = new Map<SeriesName, OpenSeries>();
  private readonly screens = new Map<number, Screen>();
  private readonly listeners = new Set<() => void>();
  private readonly loading = new Loading(() => this.told());
  private now: ViewState = NOTHING;
  private isTelling = false;
  /** Counts what listeners were told. */
  ticks = 0;

  constructor() {
    startCore({ rendering: { webGlContextCount: 1 } } as never);
    startTools();
    startLoading();
    cache.setMaxCacheSize(MAX_CACHE_BYTES);
    this.rendering = new RenderingEngine("filmless");
    takeTool("window");
  }

  /** Makes a study's series known; nothing is shown yet. */
  openStudy(study: Study): void {
    for (const series of study.series) {
      const opened = openSeries(study, series);
      this.open.set(opened.name, opened);
      register(opened);
    }
  }

  series(name: SeriesName): OpenSeries | undefined {
    return this.open.get(name);
  }

  get allSeries(): readonly OpenSeries[] {
    return [...this.open.values()];
  }

  /** What is on the screen now. */
  get state(): ViewState {
    return this.now;
  }

  /** Brings a state onto the screen: one's own, or what somebody else has sent. */
  apply(state: ViewState): void {
    this.now = state;
    for (const index of this.screens.keys()) this.show(index);
    this.prefetch();
    this.told();
  }

  /** Changes one place. */
  change(index: number, change: Partial<ViewportState>): void {
    this.apply(withViewport(this.now, index, change));
  }

  /** Calls back after every change, by whoever it was made, at most once for each picture of the screen. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Gives a place of the layout its element. */
  place(index: number, element: HTMLDivElement): void {
    this.take(index);
    this.screens.set(index, new Screen(this.rendering, index, element, () => this.read(index)));
    this.show(index);
    this.prefetch();
  }

  /** Takes the element of a place away again. */
  take(index: number): void {
    this.screens.get(index)?.leave();
    this.screens.delete(index);
  }

  /** Call it when the elements have another size. */
  resize(): void {
    this.rendering.resize(true, false);
    this.told();
  }

  look(index: number): Look | null {
    return this.screens.get(index)?.look() ?? null;
  }

  /** The page that a place has drawn at full depth, by its name; null while it is on its way. */
  drawn(index: number): string | null {
    return this.screens.get(index)?.drawn ?? null;
  }

  progress(name: SeriesName): Progress {
    const series = this.open.get(name);
    return series === undefined ? { done: 0, failed: 0, of: 0 } : this.loading.progressOf(series);
  }

  get tool(): string {
    return toolInHand();
  }

  set tool(name: string) {
    takeTool(name);
    this.told();
  }

  close(): void {
    for (const index of [...this.screens.keys()]) this.take(index);
    this.rendering.destroy();
    this.listeners.clear();
  }

  private show(index: number): void {
    const wanted = this.now.viewports[index];
    const series = wanted == null ? undefined : this.open.get(wanted.series);
    if (wanted == null || series === undefined) return;
    void this.screens
      .get(index)
      ?.show(series, wanted)
      .then(
        () => this.told(),
        () => this.told(),
      );
  }

  private read(index: number): void {
    const read = this.screens.get(index)?.read();
    const known = this.now.viewports[index];
    if (read != null && known != null && read.series === known.series) {
      this.now = withViewport(this.now, index, { ...read, cine: known.cine });
      this.prefetch();
    }
    this.told();
  }

  private prefetch(): void {
    const shown = this.now.viewports.flatMap((each) => {
      const of = each === null ? undefined : this.open.get(each.series);
      return each === null || of === undefined ? [] : [{ of, page: each.page }];
    });
    this.loading.want(shown);
  }

  private told(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    requestAnimationFrame(() => {
      this.isTelling = false;
      this.ticks++;
      for (const listener of this.listeners) listener();
    });
  }
}
