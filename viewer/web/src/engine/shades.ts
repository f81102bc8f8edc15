/** From values to the pixels of a canvas, through a window (PS3.3 C.11.2.1.2 and C.11.2.1.3). */

import type { FileWindow } from "./study.ts";
import { type Values, windowEnds } from "./values.ts";

export type ShownWindow = Pick<FileWindow, "center" | "width" | "function">;

const OPAQUE = 0xff000000;
const GREY = 0x010101;

/** The grey of a value, 0 to 255. */
export function shade(value: number, window: ShownWindow): number {
  if (window.function === "SIGMOID") return 255 / (1 + Math.exp((-4 * (value - window.center)) / window.width));
  const [lowest, highest] = windowEnds(window);
  if (value <= lowest) return 0;
  return value >= highest ? 255 : ((value - lowest) / (highest - lowest)) * 255;
}

/** Greys of every whole number from `first` on, as opaque pixels. */
export class Shades {
  private readonly first: number;
  private readonly table: Uint32Array;

  constructor(first: number, count: number, window: ShownWindow, isInverted: boolean) {
    this.first = first;
    this.table = new Uint32Array(count);
    for (let at = 0; at < count; at++) this.table[at] = pixel(shade(first + at, window), isInverted);
  }

  paint(values: Values, onto: Uint32Array): void {
    const { first, table } = this;
    for (let at = 0; at < values.length; at++) onto[at] = table[(values[at] as number) - first] as number;
  }
}

/** Paints values of one component; whole numbers of up to sixteen bits by a table, others one by one. */
export function paintGreys(values: Values, onto: Uint32Array, window: ShownWindow, isInverted: boolean): void {
  if (values instanceof Float32Array) {
    for (let at = 0; at < values.length; at++) onto[at] = pixel(shade(values[at] as number, window), isInverted);
  } else shadesFor(values, window, isInverted).paint(values, onto);
}

/** Paints red, green and blue. */
export function paintColours(values: Values, onto: Uint32Array, isInverted: boolean): void {
  const turned = isInverted ? 0xffffff : 0;
  for (let at = 0, from = 0; at < onto.length; at++, from += 3) {
    const [red, green, blue] = [values[from] as number, values[from + 1] as number, values[from + 2] as number];
    // The bytes of a pixel stand in memory as red, green, blue: the machine's order is little-endian everywhere.
    onto[at] = (OPAQUE | ((red | (green << 8) | (blue << 16)) ^ turned)) >>> 0;
  }
}

let kept: { readonly key: string; readonly shades: Shades } | null = null;

function shadesFor(values: Values, window: ShownWindow, isInverted: boolean): Shades {
  const [first, count] =
    values instanceof Int16Array ? [-32768, 65536] : values instanceof Uint16Array ? [0, 65536] : [0, 256];
  const key = [first, count, window.center, window.width, window.function, isInverted].join(" ");
  if (kept?.key !== key) kept = { key, shades: new Shades(first, count, window, isInverted) };
  return kept.shades;
}

function pixel(grey: number, isInverted: boolean): number {
  const level = Math.round(isInverted ? 255 - grey : grey);
  return (OPAQUE | (level * GREY)) >>> 0;
}
