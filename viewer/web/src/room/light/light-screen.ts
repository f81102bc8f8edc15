/**
 * Shows one picture at a time, drawn by the server: for phones and weak machines. It is asked the same things as the engine
 * is, so that everything that lies over pictures lies over these as well.
 */

import type { Raster } from "../../engine/engine.ts";
import { FlatCanvas } from "../../engine/flat-canvas.ts";
import { edgesOf, scaleOf, sheetOf, type Size, toPatient, toScreen } from "../../engine/flat-ground.ts";
import { watchHands } from "../../engine/flat-hands.ts";
import { nearestPage } from "../../engine/geometry.ts";
import { type OpenSeries, openSeries, type Page, seriesName } from "../../engine/pages.ts";
import type { Look } from "../../engine/screen.ts";
import type { Point3, Study } from "../../engine/study.ts";
import { takeTool, toolInHand } from "../../engine/tools/hands.ts";
import { type ViewportState, viewportOf, type ViewState } from "../../engine/view-state.ts";
import { Pictures } from "./pictures.ts";

const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 16;

export class LightScreen {
  private readonly open = new Map<string, OpenSeries>();
  private readonly listeners = new Set<() => void>();
  private readonly pictures = new Pictures(() => this.draw());
  private canvas: FlatCanvas | null = null;
  private release: (() => void) | null = null;
  private now: ViewState;
  private isTelling = false;
  /** The picture that stands on the screen; null while there is none. */
  drawn: string | null = null;
  hasFailed = false;
  /** Whether a page stands here for a plane through the volume, which is cut by no server for this display. */
  isStandIn = false;
  ticks = 0;

  constructor(studies: readonly Study[]) {
    this.know(studies);
    const [first] = this.open.values();
    this.now = single(first === undefined ? null : viewportOf(first.name, Math.floor(first.pages.length / 2)));
    takeTool("scroll");
  }

  /** What is opened later comes beside what is on the screen. */
  takeIn(studies: readonly Study[]): void {
    this.know(studies);
    this.told();
  }

  private know(studies: readonly Study[]): void {
    for (const study of studies) {
      for (const series of study.series) {
        const name = seriesName(study, series);
        if (!this.open.has(name)) this.open.set(name, openSeries(study, series));
      }
    }
  }

  get state(): ViewState {
    return this.now;
  }

  get all(): readonly OpenSeries[] {
    return [...this.open.values()];
  }

  /** The exam of the picture that is shown. */
  get study(): Study | null {
    return this.shown?.series.study ?? null;
  }

  get tool(): string {
    return toolInHand();
  }

  set tool(name: string) {
    takeTool(name);
    this.told();
  }

  series = (name: string): OpenSeries | undefined => this.open.get(name);

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  apply(view: ViewState): void {
    this.now = view;
    this.draw();
  }

  /** Of a whole screen only the place in hand; a plane through a volume is shown by the page that lies nearest to it. */
  adapted = (view: ViewState): ViewState => {
    const wanted = view.viewports[view.active] ?? view.viewports.find((each) => each !== null) ?? null;
    this.isStandIn = wanted !== null && wanted.plane !== "acquired";
    if (wanted === null || wanted.plane === "acquired") return single(wanted);
    const pages = this.open.get(wanted.series)?.pages ?? [];
    const page = wanted.point === null ? null : nearestPage(pages, wanted.point);
    const { series, window, isInverted } = wanted;
    return single({ ...viewportOf(series, page ?? Math.floor(pages.length / 2)), window, isInverted });
  };

  change(change: Partial<ViewportState>): void {
    const { shown } = this;
    if (shown === null) return;
    this.isStandIn = false;
    this.apply(single({ ...shown.state, ...change }));
  }

  scroll(by: number): void {
    const { shown } = this;
    if (shown !== null) this.turnTo(shown.state.page + by);
  }

  /** To a page, counted from 0; beyond the ends, to the last there is. */
  turnTo(wanted: number): void {
    const { shown } = this;
    if (shown === null) return;
    const page = Math.min(Math.max(wanted, 0), shown.series.pages.length - 1);
    if (page !== shown.state.page) this.change({ page });
  }

  place(element: HTMLElement): void {
    this.canvas = new FlatCanvas(element);
    this.release = watchHands(element, {
      scroll: (pages) => this.scroll(pages),
      pan: (across, along) => this.pan(across, along),
      zoom: (by) => this.zoom(by),
      window: () => undefined,
      point: () => undefined,
    });
    this.draw();
  }

  take(): void {
    this.release?.();
    this.canvas?.leave();
    this.canvas = this.release = null;
  }

  resize(): void {
    this.draw();
  }

  again(): void {
    this.pictures.again();
    this.draw();
  }

  look(_index: number): Look | null {
    const { shown, page } = this;
    if (shown === null || page === null) return null;
    const scale = scaleOf(sheetOf(page), shown.state, this.size);
    const { spacing_mm: mm } = page.facts;
    const pixelsPerMm = mm === null ? null : scale / mm[1];
    return { page, window: shown.state.window, table: null, edges: edgesOf(page, shown.state), pixelsPerMm, scale };
  }

  toScreen(_index: number, point: Point3): readonly [number, number] {
    const { shown, page } = this;
    return shown === null || page === null ? [NaN, NaN] : toScreen(sheetOf(page), shown.state, this.size, point);
  }

  toPatient(_index: number, at: readonly [number, number]): Point3 {
    const { shown, page } = this;
    return shown === null || page === null ? [NaN, NaN, NaN] : toPatient(sheetOf(page), shown.state, this.size, at);
  }

  /** How a frame is measured; its values stay on the server. */
  raster(instance: number, frame: number): Raster | null {
    for (const series of this.open.values()) {
      const page = series.pages.find((each) => each.instance === instance && each.frame === frame);
      if (page !== undefined) return { facts: page.facts, modality: series.series.modality, values: null };
    }
    return null;
  }

  private get size(): Size {
    return this.canvas?.size ?? { width: 1, height: 1 };
  }

  private get shown(): { readonly state: ViewportState; readonly series: OpenSeries } | null {
    const state = this.now.viewports[this.now.active];
    const series = state == null ? undefined : this.open.get(state.series);
    return state == null || series === undefined ? null : { state, series };
  }

  private get page(): Page | null {
    const { shown } = this;
    return shown?.series.pages[shown.state.page] ?? null;
  }

  private pan(across: number, along: number): void {
    const { shown, size } = this;
    if (shown === null) return;
    const { pan, zoom } = shown.state;
    const height = size.height * zoom || 1;
    this.change({ pan: [pan[0] + across / height, pan[1] + along / height] });
  }

  private zoom(by: number): void {
    const { shown } = this;
    if (shown !== null) this.change({ zoom: Math.min(Math.max(shown.state.zoom * by, LEAST_ZOOM), MOST_ZOOM) });
  }

  /** Draws what is here; until a page is, the former one is not seen under its number. */
  private draw(): void {
    const { shown, page, canvas } = this;
    if (shown !== null && page !== null && canvas !== null) {
      const sheet = sheetOf(page);
      const { columns, rows } = page.facts;
      const side = scaleOf(sheet, shown.state, this.size) * Math.max(columns, rows) * Math.min(devicePixelRatio, 2);
      this.pictures.want(shown.series.pages, shown.state.page, side, shown.state.window);
      const picture = this.pictures.first;
      this.hasFailed = picture === null;
      if (picture == null) {
        // A sharper one of the same page takes the place of the one that is there.
        if (this.drawn !== page.id) canvas.clear();
      } else {
        canvas.draw(sheet, shown.state, [picture], `${this.pictures.name} ${shown.state.isInverted}`);
        this.drawn = page.id;
      }
    }
    this.told();
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

function single(viewport: ViewportState | null): ViewState {
  return { rows: 1, columns: 1, active: 0, isLinked: false, viewports: [viewport] };
}
