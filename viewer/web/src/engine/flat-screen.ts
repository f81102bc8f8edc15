/** What pages as they were taken and planes through volumes have in common: a flat picture, and hands upon it. */

import { FlatCanvas, type Layer, layDown } from "./flat-canvas.ts";
import { scaleOf, type Sheet, type Size, toPatient, toScreen } from "./flat-ground.ts";
import { watchHands } from "./flat-hands.ts";
import type { OpenSeries } from "./pages.ts";
import type { Look, Screen, ScreenHands } from "./screen.ts";
import type { Point3 } from "./study.ts";
import type { ViewportState } from "./view-state.ts";

const LEAST_ZOOM = 0.1;
const MOST_ZOOM = 64;
/** Moving by so many pixels changes a window by its own width. */
const WINDOW_PIXELS = 300;

export abstract class FlatScreen implements Screen {
  abstract readonly kind: "stack" | "volume";
  readonly element: HTMLDivElement;
  drawn: string | null = null;
  protected readonly hands: ScreenHands;
  protected readonly canvas: FlatCanvas;
  protected shown: OpenSeries | null = null;
  protected state: ViewportState | null = null;
  private readonly release: () => void;

  constructor(element: HTMLDivElement, hands: ScreenHands) {
    this.element = element;
    this.hands = hands;
    this.canvas = new FlatCanvas(element);
    this.release = watchHands(element, {
      scroll: (pages) => hands.scroll(pages),
      pan: (across, along) =>
        this.change(({ pan, zoom }) => ({ pan: moved(pan, across, along, this.size.height * zoom) })),
      zoom: (by) => this.change(({ zoom }) => ({ zoom: Math.min(Math.max(zoom * by, LEAST_ZOOM), MOST_ZOOM) })),
      window: (across, along) => this.widen(across, along),
      point: (x, y) => hands.point(this.toPatient([x, y])),
    });
  }

  abstract get sheet(): Sheet | null;
  abstract show(series: OpenSeries, state: ViewportState): Promise<void>;
  abstract look(): Look | null;
  /** What is laid on the sheet now, with a name for it; null while nothing of it is here. */
  protected abstract layers(state: ViewportState): { readonly layers: readonly Layer[]; readonly name: string } | null;

  leave(): void {
    this.release();
    this.canvas.leave();
  }

  read(): ViewportState | null {
    return this.state;
  }

  toScreen(point: Point3): readonly [number, number] {
    const { sheet, state } = this;
    return sheet === null || state === null ? [NaN, NaN] : toScreen(sheet, state, this.size, point);
  }

  toPatient(at: readonly [number, number]): Point3 {
    const { sheet, state } = this;
    return sheet === null || state === null ? [NaN, NaN, NaN] : toPatient(sheet, state, this.size, at);
  }

  whole(): HTMLCanvasElement | null {
    const { ownSheet: sheet, state } = this;
    const found = state === null ? null : this.layers(state);
    if (sheet === null || state === null || found === null) return null;
    const [wide, high] = [sheet.columns, Math.round(sheet.rows * sheet.pixel_aspect)];
    const isOnSide = Math.round(state.rotation / 90) % 2 === 1;
    const size = { width: isOnSide ? high : wide, height: isOnSide ? wide : high };
    const canvas = Object.assign(document.createElement("canvas"), size);
    const context = canvas.getContext("2d");
    if (context === null) return null;
    const fits = Math.min(size.width / wide, size.height / high);
    layDown(context, sheet, { ...state, pan: [0, 0], zoom: 1 / fits }, size, 1, found.layers);
    return canvas;
  }

  drawOnto(context: CanvasRenderingContext2D, size: Size, density: number): boolean {
    const { sheet, state } = this;
    const found = state === null ? null : this.layers(state);
    if (sheet === null || state === null || found === null) return false;
    layDown(context, sheet, state, size, density, found.layers);
    return true;
  }

  /** The pixels of the picture itself. */
  protected get ownSheet(): Sheet | null {
    return this.sheet;
  }

  protected get size(): Size {
    return this.canvas.size;
  }

  protected get scale(): number {
    const { sheet, state } = this;
    return sheet === null || state === null ? 1 : scaleOf(sheet, state, this.size);
  }

  /** Draws what is here; nothing stands under the name of what is not. */
  protected draw(): boolean {
    const { sheet, state } = this;
    const found = state === null ? null : this.layers(state);
    if (sheet === null || state === null || found === null) {
      this.canvas.clear();
      return false;
    }
    this.canvas.draw(sheet, state, found.layers, found.name);
    return true;
  }

  private widen(across: number, along: number): void {
    const window = this.look()?.window;
    if (window == null) return;
    const { center, width } = window;
    const step = Math.max(width / WINDOW_PIXELS, 0.01);
    const wider = Math.max(width + across * step, Math.min(width, 1));
    this.change(() => ({ window: { center: center + along * step, width: wider } }));
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
