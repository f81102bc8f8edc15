/** The engine that draws: what the pages of the viewer know of it, and all that they know of it, stands here. */

import { cache, init as startCore, RenderingEngine } from "@cornerstonejs/core";
import { init as startTools } from "@cornerstonejs/tools";
import { playing } from "./cine.ts";
import { drawing } from "./drawing.ts";
import { pageOf, register, seriesOf, startLoading } from "./frames.ts";
import { cross, cut, directionsOf, dot, nearestPage, planeOf, sharesSpace } from "./geometry.ts";
import { follow, type Link, startLink } from "./linking.ts";
import { Loading, type Progress } from "./loading.ts";
import { type OpenSeries, openSeries, SCHEME, type SeriesName } from "./pages.ts";
import type { Look, Screen } from "./screen.ts";
import { StackScreen } from "./stack-screen.ts";
import type { FrameFacts, Point3, Study } from "./study.ts";
import { CrosshairTool } from "./tools/crosshair-tool.ts";
import "./tools/drawing-tools.ts";
import { takeTool, toolInHand } from "./tools/hands.ts";
import { NOTHING, type Plane, type ViewportState, type ViewState, withViewport } from "./view-state.ts";
import { VolumeScreen } from "./volume-screen.ts";
import { isVolume, startVolumes } from "./volumes.ts";

export type { Look } from "./screen.ts";
export type { Progress } from "./loading.ts";

/** A frame to be measured; without values where it has not arrived. */
export interface Raster {
  readonly facts: FrameFacts;
  readonly modality: string;
  readonly values: ArrayLike<number> | null;
}

/** A line on the screen, in pixels of its place. */
export type Line = readonly [readonly [number, number], readonly [number, number]];

const MAX_CACHE_BYTES = 1.5 * 1024 ** 3;

export class Engine {
  /** Draws volumes; it is made when the first one is wanted, for it keeps the graphics card busy from then on. */
  private volumes: RenderingEngine | null = null;
  private readonly open = new Map<SeriesName, OpenSeries>();
  private readonly elements = new Map<number, HTMLDivElement>();
  private readonly screens = new Map<number, Screen>();
  private readonly listeners = new Set<() => void>();
  private readonly loading = new Loading(() => this.told());
  private readonly cine = playing((index) => this.turn(index));
  private now: ViewState = NOTHING;
  private link: Link | null = null;
  private isTelling = false;
  /** Counts what listeners were told. */
  ticks = 0;

  constructor() {
    startCore({ rendering: { webGlContextCount: 1 } } as never);
    startTools();
    startLoading();
    startVolumes();
    cache.setMaxCacheSize(MAX_CACHE_BYTES);
    CrosshairTool.pointed = (id, point) => this.pointAt(Number(id.replace("place-", "")), point);
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

  canReformat(name: SeriesName): boolean {
    const series = this.open.get(name);
    return series !== undefined && isVolume(series) && drawing() !== "none";
  }

  /** Whether the browser has WebGL; without it there are no planes. */
  get hasWebGl(): boolean {
    return drawing() !== "none";
  }

  /** What is on the screen now. */
  get state(): ViewState {
    return this.now;
  }

  /** Brings a state onto the screen: one's own, or what somebody else has sent. */
  apply(state: ViewState): void {
    if (state.isLinked !== this.now.isLinked) this.link = state.isLinked ? startLink(state) : null;
    this.now = state;
    for (const index of this.elements.keys()) this.show(index);
    this.cine.follow(state.viewports.map((each) => each?.cine ?? null));
    this.prefetch();
    this.told();
  }

  /** Changes one place, and those that go along with it. */
  change(index: number, change: Partial<ViewportState>): void {
    const changed = withViewport(this.now, index, change);
    this.apply(this.alongWith(changed, index));
  }

  /** Turns pages of a place, by itself or by hand; `isRound` begins again behind the last one. */
  scroll(index: number, by: number, isRound = false): void {
    const state = this.now.viewports[index];
    const series = state == null ? undefined : this.open.get(state.series);
    if (state == null || series === undefined) return;
    if (state.plane !== "acquired") {
      this.scrollPlane(index, state, series, by);
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
    this.prefetch();
  }

  /** Takes the element of a place away again. */
  take(index: number): void {
    this.screens.get(index)?.leave();
    this.screens.delete(index);
    this.elements.delete(index);
  }

  /** Call it when the elements have another size. */
  resize(): void {
    this.volumes?.resize(true, true);
    for (const [index, screen] of this.screens) if (screen.kind === "stack") this.show(index);
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
    const id = `${SCHEME}:${instance}/${frame}`;
    const page = pageOf(id);
    if (page === undefined) return null;
    const values = cache.getImage(id)?.getPixelData() ?? null;
    return { facts: page.facts, modality: seriesOf(id)?.series.modality ?? "", values };
  }

  /** What a place has drawn at full depth, by a name; null while it is on its way. */
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

  /** Where the picture in hand cuts through that of another place. */
  referenceLine(index: number): Line | null {
    const [from, to] = [this.now.viewports[this.now.active], this.now.viewports[index]];
    const screen = this.screens.get(index);
    if (from == null || to == null || screen?.kind !== "stack" || index === this.now.active) return null;
    const [source, target] = [this.open.get(from.series), this.open.get(to.series)];
    if (source === undefined || target === undefined || from.plane !== "acquired" || !sharesSpace(source, target))
      return null;
    const [page, onto] = [source.pages[from.page], target.pages[to.page]];
    const [plane, ground] = [page && planeOf(page), onto && planeOf(onto)];
    const ends = plane == null || ground == null ? null : cut(plane, ground.corners[0], ground.normal);
    return ends === null ? null : [screen.toScreen(ends[0]), screen.toScreen(ends[1])];
  }

  /** Where the other planes of a volume cut through this one: the point that they have in common, and directions. */
  crosshair(index: number): { readonly at: readonly [number, number]; readonly lines: readonly Line[] } | null {
    const [state, screen] = [this.now.viewports[index], this.screens.get(index)];
    if (state == null || state.plane === "acquired" || screen?.kind !== "volume") return null;
    const point = state.point ?? (screen as VolumeScreen).middle;
    if (point === null || screen.look() === null) return null;
    const others = this.now.viewports.filter(
      (each) =>
        each !== null && each.series === state.series && each.plane !== "acquired" && each.plane !== state.plane,
    );
    const at = screen.toScreen(point);
    const lines = others.map((each): Line => {
      const along = cross(NORMALS[state.plane as "axial"], NORMALS[each?.plane as "axial"]);
      const far = (by: number) =>
        screen.toScreen([0, 1, 2].map((axis) => (point[axis] ?? 0) + (along[axis] ?? 0) * by) as never);
      return [far(-1000), far(1000)];
    });
    return { at, lines };
  }

  close(): void {
    this.cine.stop();
    for (const index of [...this.elements.keys()]) this.take(index);
    this.volumes?.destroy();
    this.listeners.clear();
  }

  private show(index: number): void {
    const [wanted, element] = [this.now.viewports[index], this.elements.get(index)];
    const series = wanted == null ? undefined : this.open.get(wanted.series);
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
  private screen(index: number, element: HTMLDivElement, { plane }: ViewportState): Screen {
    const existing = this.screens.get(index);
    const kind = plane === "acquired" ? "stack" : plane;
    if (existing !== undefined && kinds.get(existing) === kind) return existing;
    existing?.leave();
    const changed = () => this.read(index);
    const made = this.made(index, element, plane, changed);
    kinds.set(made, kind);
    this.screens.set(index, made);
    return made;
  }

  private rendering(): RenderingEngine {
    this.volumes ??= new RenderingEngine("filmless");
    return this.volumes;
  }

  private made(index: number, element: HTMLDivElement, plane: Plane, changed: () => void): Screen {
    if (plane !== "acquired") return new VolumeScreen(this.rendering(), index, element, plane, changed);
    const scroll = (pages: number) => this.scroll(index, pages);
    return new StackScreen(element, { scroll, point: (at) => this.pointAt(index, at), changed });
  }

  private read(index: number): void {
    const [read, known] = [this.screens.get(index)?.read(), this.now.viewports[index]];
    if (read != null && known != null && read.series === known.series && read.plane === known.plane) {
      const merged = withViewport(this.now, index, { ...read, cine: known.cine });
      const together = this.alongWith(merged, index);
      this.now = together;
      for (const [other] of this.screens) {
        if (other !== index && together.viewports[other] !== merged.viewports[other]) this.show(other);
      }
      this.prefetch();
    }
    this.told();
  }

  /** Planes of one volume keep one point and one window; linked series are scrolled together. */
  private alongWith(state: ViewState, index: number): ViewState {
    const moved = state.viewports[index];
    if (moved == null) return state;
    if (moved.plane !== "acquired") {
      const { point, window, isInverted, slab } = moved;
      const viewports = state.viewports.map((each) =>
        each !== null && each !== moved && each.series === moved.series && each.plane !== "acquired"
          ? { ...each, point, window, isInverted, slab }
          : each,
      );
      return { ...state, viewports };
    }
    return this.link === null ? state : follow(state, index, this.link, (name) => this.open.get(name));
  }

  private turn(index: number): void {
    this.scroll(index, 1, true);
  }

  private scrollPlane(index: number, state: ViewportState, series: OpenSeries, by: number): void {
    const screen = this.screens.get(index) as VolumeScreen | undefined;
    const point = state.point ?? screen?.middle;
    const normal = NORMALS[state.plane as "axial"];
    if (point == null) return;
    const step = stepAlong(series, normal) * by;
    this.change(index, {
      point: [point[0] + normal[0] * step, point[1] + normal[1] * step, point[2] + normal[2] * step],
    });
  }

  /** Has every other picture go to a point of the patient. */
  private pointAt(index: number, point: Point3): void {
    const source = this.open.get(this.now.viewports[index]?.series ?? "");
    if (source === undefined) return;
    const viewports = this.now.viewports.map((each, at) => {
      const series = each === null ? undefined : this.open.get(each.series);
      if (each === null || series === undefined || !sharesSpace(source, series)) return each;
      if (each.plane !== "acquired") return { ...each, point };
      return at === index ? each : { ...each, page: nearestPage(series.pages, point) ?? each.page };
    });
    this.apply({ ...this.now, viewports });
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

const kinds = new WeakMap<Screen, string>();
const NORMALS: Record<"axial" | "coronal" | "sagittal", Point3> = {
  axial: [0, 0, -1],
  coronal: [0, 1, 0],
  sagittal: [1, 0, 0],
};

/** How far one step goes: from slice to slice along them, from pixel to pixel across. */
function stepAlong(series: OpenSeries, normal: Point3): number {
  const facts = series.pages[0]?.facts;
  const directions = facts === undefined ? null : directionsOf(facts);
  if (facts === undefined || directions === null) return 1;
  const [row, column] = facts.spacing_mm ?? [1, 1];
  const sizes = [
    [directions[0], column],
    [directions[1], row],
    [cross(...directions), series.series.spacing_mm ?? 1],
  ] as const;
  return sizes.reduce((best, [direction, size]) => (Math.abs(dot(direction, normal)) > 0.7 ? size : best), 1);
}
