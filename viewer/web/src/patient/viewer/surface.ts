import type { Drawable } from "../formats.ts";
import { placed, type Size, type View } from "./view.ts";

/** More than two pixels for each of CSS' are not seen, and cost an old phone twice the time to paint. */
export const MOST_RATIO = 2;

/** The canvas: true black, and the picture placed on it. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly ratio: number;
  private preview: HTMLCanvasElement | null = null;
  private measured: Size = { width: 0, height: 0 };

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser draws no pictures.");
    this.canvas = canvas;
    this.context = context;
    this.ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
  }

  /** In CSS pixels, as it was when it was measured: asking the page each time would lay it out anew. */
  get size(): Size {
    return this.measured;
  }

  measure(): void {
    this.measured = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  get devicePixelRatio(): number {
    return this.ratio;
  }

  /** `shape` is what the picture looks like with square pixels; `table` maps its greys to others, for a preview. */
  draw(drawable: Drawable | null, shape: Size, view: View, table: Uint8ClampedArray | null): void {
    const { width, height } = this.size;
    this.fit(Math.round(width * this.ratio), Math.round(height * this.ratio));
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.context.fillStyle = "#000";
    this.context.fillRect(0, 0, width, height);
    if (drawable === null || width === 0 || height === 0) return;
    const source = table === null ? drawable : this.mapped(drawable, table);
    const to = placed(view, shape, { width, height });
    this.context.imageSmoothingEnabled = true;
    // Enlarging needs no more than the neighbours; making small does, or fine lines flicker.
    this.context.imageSmoothingQuality = to.width * this.ratio >= source.width ? "low" : "medium";
    this.context.drawImage(source, to.left, to.top, to.width, to.height);
  }

  private fit(width: number, height: number): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }

  private mapped(drawable: Drawable, table: Uint8ClampedArray): HTMLCanvasElement {
    this.preview = this.preview ?? document.createElement("canvas");
    const { preview } = this;
    // A preview need not be sharper than the screen: large pictures are made small before their greys are mapped.
    const factor = Math.min(1, 768 / Math.max(drawable.width, drawable.height));
    preview.width = Math.max(1, Math.round(drawable.width * factor));
    preview.height = Math.max(1, Math.round(drawable.height * factor));
    const context = preview.getContext("2d");
    if (context === null) return preview;
    context.drawImage(drawable, 0, 0, preview.width, preview.height);
    const pixels = context.getImageData(0, 0, preview.width, preview.height);
    const { data } = pixels;
    for (let index = 0; index < data.length; index += 4) {
      const grey = table[data[index] ?? 0] ?? 0;
      data[index] = grey;
      data[index + 1] = grey;
      data[index + 2] = grey;
    }
    context.putImageData(pixels, 0, 0);
    return preview;
  }
}
