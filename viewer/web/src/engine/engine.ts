/**
 * The engine that draws: what the pages of the viewer know of it, and all that they know of it, stands here.
 *
 * For parts beside the images: `canvas` gives what a place shows as a canvas of any size, `picture` the whole picture
 * in its own pixels, `values` the frame behind it, `ahead` what may be fetched when everything on the screen is here.
 */

import { Bringing, mostBytes } from "./bringing.ts";
import { playing } from "./cine.ts";
import { stopsThrough, steppedThrough } from "./cutting.ts";
import type { Size } from "./flat-ground.ts";
import type { Failure } from "./failure.ts";
import type { EarlyFrame } from "./frames.ts";
import { GoingAlong, pointedAt } from "./going-along.ts";
import { type Crosshair, crosshair, type Line, referenceLine, type Shown } from "./lines.ts";
import type { Progress } from "./loading.ts";
import { Measuring, type Raster } from "./measuring.ts";
import { Opened } from "./opened.ts";
import { Overlays } from "./overlays.ts";
import type { OpenSeries, Page, SeriesName } from "./pages.ts";
import { PlaneScreen } from "./plane-screen.ts";
import type { Look, Screen } from "./screen.ts";
import { StackScreen } from "./stack-screen.ts";
import type { Point3, Study } from "./study.ts";
import { takeTool, toolInHand } from "./tools/hands.ts";
import { NOTHING, type ViewportState, type ViewState, withViewport } from "./view-state.ts";
import { type Evenness, evennessOf } from "./volume/evenness.ts";
import { type Refusal, slicesOf } from "./volume/volume-geometry.ts";
import { Volumes } from "./volume/volumes.ts";

export type { Look } from "./screen.ts";
export type { Line } from "./lines.ts";
export type { Failure } from "./failure.ts";
export type { Progress } from "./loading.ts";
export type { Raster } from "./measuring.ts";
export type { Evenness } from "./volume/evenness.ts";
export type { Refusal } from "./volume/volume-geometry.ts";

export class Engine {
  private readonly opened = new Opened();
  private readonly elements = new Map<number, HTMLDivElement>();
  private readonly screens = new Map<number, Screen>();
  private readonly listeners = new Set<() => void>();
  private readonly frames: Bringing;
  private readonly measuring: Measuring;
  private readonly together = new GoingAlong(this.opened.series);
  private readonly volumes: Volumes;
  private readonly overlays = new Overlays((page) => this.overlaid(page));
  private readonly cine = playing((index) => this.scroll(index, 1, true));
  private now: ViewState = NOTHING;
  private isTelling = false;
  private hasChanged = false;
  /** Counts the changes of what stands on the screen; what has only been fetched is none. */
  ticks = 0;

  /** `early`: a frame that the page asked for before any of this was here. */
  constructor(early: Promise<EarlyFrame | null> | null = null) {
    const bytes = mostBytes();
    this.frames = new Bringing(
      this.opened,
      bytes,
      () => this.tell(),
      (of, frame) => {
        if (!this.volumes.arrived(of, frame)) return;
        for (const screen of this.screens.values()) if (screen instanceof PlaneScreen) screen.grown(of);
      },
    );
    const { loading } = this.frames;
    this.measuring = new Measuring(this.opened, loading);
    this.volumes = new Volumes(bytes, (id) => loading.frame(id));
    if (early !== null) loading.expect(early);
    takeTool("window");
  }

  /** Makes a study's series known; nothing is shown yet. */
  openStudy(study: Study): void {
    this.opened.add(study);
  }

  series(name: SeriesName): OpenSeries | undefined {
    return this.opened.series(name);
  }

  canReformat(name: SeriesName): boolean {
    const series = this.opened.series(name);
    return series !== undefined && this.volumes.refusalOf(series) === null;
  }

  /** Why no planes can be cut through a series; null where they can. */
  refusalOf(name: SeriesName): Refusal | null {
    const series = this.opened.series(name);
    return series === undefined ? null : this.volumes.refusalOf(series);
  }

  /** How far the slices of a series are from an even, straight stack; null where no planes can be cut through it. */
  evennessOf(name: SeriesName): Evenness | null {
    const series = this.opened.series(name);
    const slices = series === undefined ? "no-place" : slicesOf(series);
    return typeof slices === "string" ? null : evennessOf(slices.geometry);
  }

  /** What is on the screen now. */
  get state(): ViewState {
    return this.now;
  }

  /** Brings a state onto the screen: one's own, or what somebody else has sent. */
  apply(state: ViewState): void {
    this.together.follows(state, this.now);
    this.now = state;
    for (const index of this.elements.keys()) this.show(index);
    this.cine.follow(state.viewports.map((each) => each?.cine ?? null));
    this.frames.want(this.now);
    this.told();
  }

  /** Changes one place, and those that go along with it. */
  change(index: number, change: Partial<ViewportState>): void {
    const changed = withViewport(this.now, index, change);
    this.apply(this.together.alongWith(changed, index));
  }

  /** Turns pages of a place, by itself or by hand; `isRound` begins again behind the last one. */
  scroll(index: number, by: number, isRound = false): void {
    const state = this.now.viewports[index];
    const series = state == null ? undefined : this.opened.series(state.series);
    if (state == null || series === undefined) return;
    if (state.plane !== "acquired") {
      this.scrollPlane(index, by);
      return;
    }
    const pages = series.pages.length;
    const wanted = state.page + by;
    const page = isRound ? ((wanted % pages) + pages) % pages : Math.min(Math.max(wanted, 0), pages - 1);
    if (page !== state.page) this.change(index, { page });
  }

  /** Calls back after every change, by whoever it was made, at most once for each picture of the screen. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Gives a place of the layout its element. */
  place(index: number, element: HTMLDivElement): void {
    this.take(index);
    this.elements.set(index, element);
    this.show(index);
    this.frames.want(this.now);
  }

  /** Takes the element of a place away again. */
  take(index: number): void {
    this.screens.get(index)?.leave();
    this.screens.delete(index);
    this.elements.delete(index);
  }

  /** Call it when the elements have another size. */
  resize(): void {
    for (const index of this.screens.keys()) this.show(index);
    this.told();
  }

  look(index: number): Look | null {
    return this.screens.get(index)?.look() ?? null;
  }

  /** Where a point of the space of a picture lies, in pixels of its place; and the other way round. */
  toScreen(index: number, point: Point3): readonly [number, number] {
    return this.screens.get(index)?.toScreen(point) ?? [NaN, NaN];
  }

  toPatient(index: number, canvas: readonly [number, number]): Point3 {
    return this.screens.get(index)?.toPatient(canvas) ?? [NaN, NaN, NaN];
  }

  /** The facts of a frame, and its values in their unit once they are here. */
  raster(instance: number, frame: number): Raster | null {
    return this.measuring.raster(instance, frame);
  }

  /** Brings a frame, whether it is on the screen or not. */
  values(instance: number, frame: number): Promise<Raster | null> {
    return this.measuring.values(instance, frame);
  }

  /** Series that may be fetched when everything on the screen is here. */
  ahead(names: readonly SeriesName[]): void {
    this.frames.ahead(names);
  }

  /**
   * What a place shows, laid out as if the place had this size in CSS pixels; `density`: pixels of the canvas to one of
   * them. Points lie on it where `toScreen` says if the size is that of the place. null while nothing is drawn.
   */
  canvas(index: number, size?: Size, density = 1): HTMLCanvasElement | null {
    const [screen, element] = [this.screens.get(index), this.elements.get(index)];
    if (screen === undefined || element === undefined) return null;
    const { width, height } = size ?? { width: element.clientWidth, height: element.clientHeight };
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(Math.round(width * density), 1);
    canvas.height = Math.max(Math.round(height * density), 1);
    const context = canvas.getContext("2d");
    if (context === null) return null;
    context.fillRect(0, 0, canvas.width, canvas.height);
    return screen.drawOnto(context, { width, height }, density) ? canvas : null;
  }

  /** The whole picture of a place in its own pixels, windowed and turned as on the screen, neither moved nor enlarged. */
  picture(index: number): HTMLCanvasElement | null {
    return this.screens.get(index)?.whole() ?? null;
  }

  /** What a place has drawn at full depth, by a name; null while it is on its way. */
  drawn(index: number): string | null {
    return this.screens.get(index)?.drawn ?? null;
  }

  progress(name: SeriesName): Progress {
    return this.frames.progress(name);
  }

  /** Why what a place shows is not at full depth, or has gaps; null while nothing has failed. */
  failure(index: number): Failure | null {
    return this.frames.failure(this.now.viewports[index]);
  }

  /** Why something that belongs over what a place shows is not there; null while nothing has failed. */
  lack(index: number): Failure | null {
    const screen = this.screens.get(index);
    const page = screen?.kind === "stack" ? screen.look()?.page : undefined;
    return page === undefined ? null : this.overlays.failureOf(page);
  }

  /** Asks once more for what a place could not show. */
  again(index: number): void {
    const series = this.opened.series(this.now.viewports[index]?.series ?? "");
    if (series === undefined) return;
    this.frames.loading.again(series);
    this.overlays.again();
    this.show(index);
    this.told();
  }

  /** Whether a place shows what its state wants, at full depth. */
  isSettled(index: number): boolean {
    const [screen, state] = [this.screens.get(index), this.now.viewports[index]];
    if (screen === undefined || state == null || screen.drawn === null) return false;
    if (screen instanceof PlaneScreen) return screen.isSettled;
    const id = this.opened.series(state.series)?.pages[state.page]?.id;
    return screen.drawn === id && screen.look()?.page.id === id;
  }

  /** Where a cut plane stops on its way through the whole volume, one step after the other; nothing for pages. */
  stops(index: number): readonly Point3[] {
    return stopsThrough(this.shown(index));
  }

  get tool(): string {
    return toolInHand();
  }

  set tool(name: string) {
    takeTool(name);
    this.told();
  }

  /** Whether overlay planes of files are laid over their pictures. */
  get overlaysShown(): boolean {
    return this.overlays.areShown;
  }

  set overlaysShown(shown: boolean) {
    this.overlays.areShown = shown;
    this.resize();
  }

  /** Where the picture in hand cuts through that of another place. */
  referenceLine(index: number): Line | null {
    const [source, target] = [this.shown(this.now.active), this.shown(index)];
    return source === null || target === null || index === this.now.active ? null : referenceLine(source, target);
  }

  /** Where the other planes of a volume cut through this one. */
  crosshair(index: number): Crosshair | null {
    const shown = this.shown(index);
    return shown === null ? null : crosshair(shown, this.now.viewports);
  }

  close(): void {
    this.cine.stop();
    for (const index of [...this.elements.keys()]) this.take(index);
    this.frames.loading.stop();
    this.volumes.close();
    this.listeners.clear();
  }

  /** What stands in a place; null where nothing does. */
  private shown(index: number): Shown | null {
    const [state, screen] = [this.now.viewports[index], this.screens.get(index)];
    const series = state == null ? undefined : this.opened.series(state.series);
    return state == null || screen === undefined || series === undefined ? null : { screen, state, series };
  }

  private show(index: number): void {
    const [wanted, element] = [this.now.viewports[index], this.elements.get(index)];
    const series = wanted == null ? undefined : this.opened.series(wanted.series);
    if (wanted == null || series === undefined || element === undefined) {
      this.screens.get(index)?.leave();
      this.screens.delete(index);
      return;
    }
    void this.screen(index, element, wanted)
      .show(series, wanted)
      .then(
        () => this.told(),
        () => this.told(),
      );
  }

  /** The screen of a place, made anew when it shows planes of another kind. */
  private screen(index: number, element: HTMLDivElement, state: ViewportState): Screen {
    const existing = this.screens.get(index);
    const plane = existing instanceof PlaneScreen ? existing.plane : "acquired";
    if (existing !== undefined && plane === state.plane) return existing;
    existing?.leave();
    const made = this.made(index, element, state);
    this.screens.set(index, made);
    return made;
  }

  private made(index: number, element: HTMLDivElement, { plane }: ViewportState): Screen {
    const hands = {
      scroll: (pages: number) => this.scroll(index, pages),
      point: (at: Point3) => this.pointAt(index, at),
      changed: () => this.read(index),
      drawn: () => this.told(),
    };
    return plane === "acquired"
      ? new StackScreen(element, hands, this.frames.loading, this.overlays)
      : new PlaneScreen(element, plane, hands, this.volumes, this.frames.loading);
  }

  private overlaid(page: Page): void {
    for (const [index, screen] of this.screens) if (screen.look()?.page.id === page.id) this.show(index);
  }

  private read(index: number): void {
    const [read, known] = [this.screens.get(index)?.read(), this.now.viewports[index]];
    if (read != null && known != null && read.series === known.series && read.plane === known.plane) {
      const merged = withViewport(this.now, index, { ...read, cine: known.cine });
      const together = this.together.alongWith(merged, index);
      this.now = together;
      for (const [other] of this.screens) {
        if (other !== index && together.viewports[other] !== merged.viewports[other]) this.show(other);
      }
      this.frames.want(this.now);
    }
    this.told();
  }

  private scrollPlane(index: number, by: number): void {
    const point = steppedThrough(this.shown(index), by);
    if (point !== null) this.change(index, { point });
  }

  /** Has every other picture go to a point of the patient. */
  private pointAt(index: number, point: Point3): void {
    if (this.now.viewports[index] == null) return;
    this.apply(pointedAt(this.now, index, point, this.opened.series));
  }

  private told(): void {
    this.hasChanged = true;
    this.tell();
  }

  private tell(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    requestAnimationFrame(() => {
      this.isTelling = false;
      if (this.hasChanged) this.ticks++;
      this.hasChanged = false;
      for (const listener of this.listeners) listener();
    });
  }
}
