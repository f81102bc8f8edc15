/**
 * A place that shows the pages of a series as they were taken, windowed here and drawn on a canvas: a page costs a few
 * milliseconds of the processor, whatever the computer draws with.
 */

import { cache, imageLoader, type Types } from "@cornerstonejs/core";
import { watchHands } from "./flat-hands.ts";
import { centreOf, edgesOf, scaleOf, type Size, toPatient, toScreen } from "./flat-ground.ts";
import type { OpenSeries, Page } from "./pages.ts";
import type { Look, Screen } from "./screen.ts";
import { paintColours, paintGreys, type ShownWindow } from "./shades.ts";
import type { FileWindow, Point3 } from "./study.ts";
import type { Values } from "./values.ts";
import type { ViewportState } from "./view-state.ts";

const LEAST_ZOOM = 0.1;
const MOST_ZOOM = 64;
/** Moving by so many pixels changes a window by its own width. */
const WINDOW_PIXELS = 300;

export interface StackHands {
  scroll(pages: number): void;
  point(at: Point3): void;
  changed(): void;
}

export class StackScreen implements Screen {
  readonly kind = "stack";
  readonly element: HTMLDivElement;
  /** The page that was last drawn at full depth. */
  drawn: string | null = null;
  private readonly hands: StackHands;
  private readonly canvas = document.createElement("canvas");
  /** The windowed picture in its own size. */
  private readonly picture = document.createElement("canvas");
  private painted = "";
  private shown: OpenSeries | null = null;
  private state: ViewportState | null = null;
  private readonly release: () => void;

  constructor(element: HTMLDivElement, hands: StackHands) {
    this.element = element;
    this.hands = hands;
    this.canvas.className = "stack";
    element.prepend(this.canvas);
    this.release = watchHands(element, {
      scroll: (pages) => hands.scroll(pages),
      pan: (across, along) =>
        this.change(({ pan, zoom }) => ({ pan: moved(pan, across, along, this.size.height * zoom) })),
      zoom: (by) => this.change(({ zoom }) => ({ zoom: Math.min(Math.max(zoom * by, LEAST_ZOOM), MOST_ZOOM) })),
      window: (across, along) => this.widen(across, along),
      point: (x, y) => hands.point(this.toPatient([x, y])),
    });
  }

  leave(): void {
    this.release();
    this.canvas.remove();
  }

  /** Shows a state; resolves when the frame it names is here. */
  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    if (this.shown?.name !== series.name) {
      this.shown = series;
      this.drawn = null;
    }
    this.state = state;
    const page = this.page;
    if (page === undefined || this.draw()) return;
    await imageLoader.loadAndCacheImage(page.id);
    if (this.page?.id === page.id) this.draw();
  }

  read(): ViewportState | null {
    return this.state;
  }

  look(): Look | null {
    const { page, state } = this;
    if (page === undefined || state === null) return null;
    const image = cache.getImage(page.id);
    const scale = scaleOf(page, state, this.size);
    const spacing = page.facts.spacing_mm;
    return {
      page,
      window: page.facts.is_colour || image === undefined ? null : windowOf(image, state),
      edges: edgesOf(page, state),
      pixelsPerMm: spacing === null ? null : scale / spacing[1],
      scale,
    };
  }

  toScreen(point: Point3): readonly [number, number] {
    const { page, state } = this;
    return page === undefined || state === null ? [Number.NaN, Number.NaN] : toScreen(page, state, this.size, point);
  }

  toPatient(at: readonly [number, number]): Point3 {
    const { page, state } = this;
    return page === undefined || state === null
      ? [Number.NaN, Number.NaN, Number.NaN]
      : toPatient(page, state, this.size, at);
  }

  private get page(): Page | undefined {
    const { shown, state } = this;
    if (shown === null || state === null) return undefined;
    return shown.pages[Math.min(Math.max(state.page, 0), shown.pages.length - 1)];
  }

  private get size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Draws the page if it is here; nothing stands under its number if it is not. */
  private draw(): boolean {
    const { page, state } = this;
    const context = this.canvas.getContext("2d");
    if (page === undefined || state === null || context === null) return false;
    const { width, height } = this.size;
    const density = window.devicePixelRatio || 1;
    const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, columns, rows);
    }
    const image = cache.getImage(page.id);
    if (image === undefined) return false;
    this.paint(image, page, state);
    const scale = scaleOf(page, state, this.size);
    const [x, y] = centreOf(state, this.size);
    context.setTransform(density, 0, 0, density, 0, 0);
    context.translate(x, y);
    context.rotate((state.rotation * Math.PI) / 180);
    context.scale(state.isFlippedHorizontally ? -1 : 1, state.isFlippedVertically ? -1 : 1);
    context.imageSmoothingQuality = scale * density < 1 ? "high" : "low";
    const [wide, high] = [page.facts.columns * scale, page.facts.rows * page.facts.pixel_aspect * scale];
    context.drawImage(this.picture, -wide / 2, -high / 2, wide, high);
    this.drawn = page.id;
    return true;
  }

  private paint(image: Types.IImage, page: Page, state: ViewportState): void {
    const isInverted = state.isInverted !== page.facts.is_inverse;
    const shownWindow = page.facts.is_colour ? null : { ...windowOf(image, state), function: formOf(image) };
    const painted = JSON.stringify([page.id, shownWindow, isInverted]);
    if (painted === this.painted) return;
    const { rows, columns } = page.facts;
    if (this.picture.width !== columns || this.picture.height !== rows) {
      this.picture.width = columns;
      this.picture.height = rows;
    }
    const context = this.picture.getContext("2d");
    if (context === null) return;
    const data = context.createImageData(columns, rows);
    const pixels = new Uint32Array(data.data.buffer);
    const values = image.getPixelData() as Values;
    if (shownWindow === null) paintColours(values, pixels, isInverted);
    else paintGreys(values, pixels, shownWindow satisfies ShownWindow, isInverted);
    context.putImageData(data, 0, 0);
    this.painted = painted;
  }

  private widen(across: number, along: number): void {
    const { page } = this;
    const image = page === undefined ? undefined : cache.getImage(page.id);
    if (page === undefined || image === undefined || page.facts.is_colour) return;
    this.change((state) => {
      const { center, width } = windowOf(image, state);
      const step = Math.max(width / WINDOW_PIXELS, 0.01);
      return { window: { center: center + along * step, width: Math.max(width + across * step, Math.min(width, 1)) } };
    });
  }

  private change(how: (state: ViewportState) => Partial<ViewportState>): void {
    if (this.state === null) return;
    this.state = { ...this.state, ...how(this.state) };
    this.draw();
    this.hands.changed();
  }
}

function moved([x, y]: readonly [number, number], across: number, along: number, height: number) {
  return [x + across / (height || 1), y + along / (height || 1)] as const;
}

function windowOf(image: Types.IImage, state: ViewportState): { center: number; width: number } {
  const first = (value: number | number[]) => (Array.isArray(value) ? (value[0] ?? 0) : value);
  return state.window ?? { center: first(image.windowCenter), width: first(image.windowWidth) };
}

function formOf(image: Types.IImage): FileWindow["function"] {
  return image.voiLUTFunction as FileWindow["function"];
}
