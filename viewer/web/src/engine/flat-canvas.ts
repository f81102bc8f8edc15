/** The canvas of a place: a picture is laid on it, moved, turned and enlarged as a state says. */

import { centreOf, scaleOf, type Sheet, type Size } from "./flat-ground.ts";
import type { ViewportState } from "./view-state.ts";

/** What is laid on top of each other, each over the whole sheet. */
export type Layer = CanvasImageSource;

export class FlatCanvas {
  private readonly element: HTMLElement;
  private readonly canvas = document.createElement("canvas");
  private drawn = "";

  constructor(element: HTMLElement) {
    this.element = element;
    this.canvas.className = "flat";
    element.prepend(this.canvas);
  }

  get size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Draws, unless just this is drawn already; `name` tells what the layers hold. */
  draw(sheet: Sheet, state: ViewportState, layers: readonly Layer[], name: string): void {
    const { size } = this;
    const density = window.devicePixelRatio || 1;
    const { zoom, pan, rotation, isFlippedHorizontally, isFlippedVertically } = state;
    const turned = [zoom, pan, rotation, isFlippedHorizontally, isFlippedVertically];
    const drawn = [name, size.width, size.height, density, turned].join();
    if (drawn === this.drawn) return;
    const context = this.cleared(size, density);
    if (context === null) return;
    this.drawn = drawn;
    layDown(context, sheet, state, size, density, layers);
  }

  /** Nothing stands there that belongs to something else. */
  clear(): void {
    if (this.drawn === "") return;
    this.drawn = "";
    this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  leave(): void {
    this.canvas.remove();
  }

  private cleared(size: Size, density: number): CanvasRenderingContext2D | null {
    const [columns, rows] = [Math.round(size.width * density), Math.round(size.height * density)];
    const context = this.canvas.getContext("2d");
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
    }
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, columns, rows);
    return context;
  }
}

/** Lays a picture into a place of a size; `density`: pixels of the canvas to one of the place. */
export function layDown(
  context: CanvasRenderingContext2D,
  sheet: Sheet,
  state: ViewportState,
  size: Size,
  density: number,
  layers: readonly Layer[],
): void {
  const scale = scaleOf(sheet, state, size);
  const [x, y] = centreOf(state, size);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.translate(x, y);
  context.rotate((state.rotation * Math.PI) / 180);
  context.scale(state.isFlippedHorizontally ? -1 : 1, state.isFlippedVertically ? -1 : 1);
  context.imageSmoothingQuality = scale * density < 1 ? "high" : "low";
  const [wide, high] = [sheet.columns * scale, sheet.rows * sheet.pixel_aspect * scale];
  for (const layer of layers) context.drawImage(layer, -wide / 2, -high / 2, wide, high);
}
