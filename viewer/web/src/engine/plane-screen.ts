/** A place that shows a plane through the volume of a series, perhaps as thick as a slab. */

import type { Layer } from "./flat-canvas.ts";
import { edgesOfSheet, type Sheet } from "./flat-ground.ts";
import { FlatScreen } from "./flat-screen.ts";
import { nearestPage } from "./geometry.ts";
import type { Loading } from "./loading.ts";
import type { OpenSeries } from "./pages.ts";
import { Picture } from "./picture.ts";
import type { Look, ScreenHands } from "./screen.ts";
import { paintPlane, type ShownWindow } from "./shades.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState } from "./view-state.ts";
import type { CutSheet } from "./volume/even-pixels.ts";
import { type CutPlane, gridOf, layersOf, DIRECTIONS } from "./volume/plane-grid.ts";
import { middleOf, slicesOf, type VolumeGeometry } from "./volume/volume-geometry.ts";
import type { Volumes } from "./volume/volumes.ts";

/** So many values are interpolated between two pictures of a moving hand; thicker slabs are drawn coarser meanwhile. */
const AT_ONCE = 6e6;
const REST_MS = 150;
/** While slices arrive the plane is cut anew this often. */
const GROWING_MS = 400;

export class PlaneScreen extends FlatScreen {
  readonly kind = "volume";
  readonly plane: CutPlane;
  private readonly volumes: Volumes;
  private readonly loading: Loading;
  private readonly picture = new Picture();
  private cut: (CutSheet & { readonly name: string }) | null = null;
  private lies: { readonly name: string; readonly sheet: Sheet } | null = null;
  private isCutting = false;
  private isStale = false;
  private movedAt = 0;
  private timer = 0;

  constructor(element: HTMLDivElement, plane: CutPlane, hands: ScreenHands, volumes: Volumes, loading: Loading) {
    super(element, hands);
    this.plane = plane;
    this.volumes = volumes;
    this.loading = loading;
  }

  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    if (this.shown?.name !== series.name) {
      this.shown = series;
      this.drawn = this.cut = this.lies = null;
      this.picture.name = "";
    } else if (this.state?.point !== state.point) this.movedAt = performance.now();
    this.state = state;
    this.draw();
    await this.renew();
  }

  /** Called when slices of its series have come. */
  grown(series: OpenSeries): void {
    if (this.shown?.name !== series.name) return;
    const isWhole = this.volumes.hereOf(series) === series.pages.length;
    if (isWhole) void this.renew();
    else this.later(GROWING_MS);
  }

  override leave(): void {
    clearTimeout(this.timer);
    this.shown = null;
    super.leave();
  }

  /** Whether what it shows was cut where the state wants it, of every slice and as finely as it can be. */
  get isSettled(): boolean {
    const { shown, state, point } = this;
    return (
      shown !== null && state !== null && point !== null && this.cut?.name === this.cutName(shown, state, point, 1)
    );
  }

  look(): Look | null {
    const { shown, state, sheet, point } = this;
    if (shown === null || state === null || sheet === null || point === null) return null;
    const page = shown.pages[nearestPage(shown.pages, point) ?? 0];
    if (page === undefined) return null;
    const { center, width } = this.window;
    return {
      page,
      window: { center, width },
      table: null,
      edges: edgesOfSheet(sheet.row, sheet.column, state),
      pixelsPerMm: this.scale / sheet.column_mm,
      scale: (this.scale / sheet.column_mm) * (page.facts.spacing_mm?.[1] ?? 1),
    };
  }

  /** Where the plane cuts: the point that was chosen, or the middle of the volume. */
  get point(): Point3 | null {
    return this.state?.point ?? this.middle;
  }

  get middle(): Point3 | null {
    return this.geometry === null ? null : middleOf(this.geometry);
  }

  get sheet(): Sheet | null {
    const { geometry, point } = this;
    if (geometry === null || point === null) return null;
    const name = point.join();
    if (this.lies?.name !== name) this.lies = { name, sheet: gridOf(geometry, this.plane, point) };
    return this.lies.sheet;
  }

  protected override get ownSheet(): Sheet | null {
    return this.cut?.sheet ?? null;
  }

  protected layers(state: ViewportState): { layers: readonly Layer[]; name: string } | null {
    const { cut, shown } = this;
    if (cut === null || shown === null) return null;
    const isInverted = state.isInverted !== (shown.pages[0]?.facts.is_inverse ?? false);
    const { center, width, function: form } = this.window;
    const { columns, rows } = cut.sheet;
    this.picture.paint([cut.name, center, width, form, isInverted].join(" "), columns, rows, (pixels) =>
      paintPlane(cut.values, pixels, this.window, isInverted),
    );
    return { layers: [this.picture.canvas], name: this.picture.name };
  }

  private get geometry(): VolumeGeometry | null {
    const slices = this.shown === null ? null : slicesOf(this.shown);
    return slices === null || typeof slices === "string" ? null : slices.geometry;
  }

  /** That of the hand, else that of the file's middle slice. */
  private get window(): ShownWindow {
    const page = this.shown?.pages[Math.floor(this.shown.pages.length / 2)];
    const frame = page === undefined ? undefined : this.loading.frame(page.id);
    const own = page?.facts.windows[0] ?? frame?.window ?? { center: 2048, width: 4096, function: "LINEAR" };
    return { function: own.function, center: own.center, width: own.width, ...this.state?.window };
  }

  /** Has the plane cut as it is wanted now; one wish at a time is on its way, and the last one counts. */
  private async renew(): Promise<void> {
    if (this.isCutting) {
      this.isStale = true;
      return;
    }
    const { shown, state, point } = this;
    if (shown === null || state === null || point === null) return;
    const coarser = this.coarser(state, point);
    const here = this.volumes.hereOf(shown);
    const name = this.cutName(shown, state, point, coarser);
    if (coarser > 1) this.later(REST_MS);
    if (name === this.cut?.name) return this.settled(shown, here, coarser);
    this.isCutting = true;
    this.isStale = false;
    const cut = await this.volumes.cut(shown, { plane: this.plane, point, slab: state.slab, coarser });
    this.isCutting = false;
    // Another series stands here by now, and its wish had to wait.
    if (this.shown !== shown) return this.renew();
    if (cut !== null) this.cut = { ...cut, name };
    this.settled(shown, here, coarser);
    if (this.isStale) await this.renew();
  }

  private cutName(shown: OpenSeries, { slab }: ViewportState, point: Point3, coarser: number): string {
    return [shown.name, point, slab?.kind, slab?.mm, this.volumes.hereOf(shown), coarser].join(" ");
  }

  private settled(shown: OpenSeries, here: number, coarser: number): void {
    if (!this.draw()) return;
    if (here === shown.pages.length && coarser === 1) this.drawn = `${shown.name}/${this.plane}`;
    this.hands.drawn();
  }

  /** 1 at rest and for what is quickly cut. */
  private coarser(state: ViewportState, point: Point3): number {
    const { geometry, sheet } = this;
    if (geometry === null || sheet === null || performance.now() - this.movedAt >= REST_MS) return 1;
    const layers = layersOf(geometry, DIRECTIONS[this.plane], point, state.slab).offsets_mm.length;
    const samples = sheet.columns * sheet.rows * layers;
    return Math.min(Math.ceil(Math.cbrt(samples / AT_ONCE)), 4) || 1;
  }

  private later(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.renew(), milliseconds);
  }
}
