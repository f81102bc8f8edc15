/** From values to the pixels of a canvas, through a window or a table (PS3.3 C.11.2.1.1 to C.11.2.1.3). */

import type { FileWindow, VoiTable } from "./study.ts";
import { type Values, windowEnds } from "./values.ts";

export type ShownWindow = Pick<FileWindow, "center" | "width" | "function">;

/** All that makes a grey of a value. */
export interface Greys {
  readonly window: ShownWindow;
  /** Stands in the place of the window. */
  readonly table: VoiTable | null;
  readonly isInverted: boolean;
  /** From which to which value there is no pixel, but black (PS3.3 C.7.5.1.1.2). */
  readonly padding: readonly [number, number] | null;
}

const OPAQUE = 0xff000000;
const GREY = 0x010101;
/** Tables of greys that are kept: as many as there are places, and some. */
const KEPT = 12;

/** The grey of a value, 0 to 255. */
export function shade(value: number, window: ShownWindow): number {
  if (window.function === "SIGMOID") return 255 / (1 + Math.exp((-4 * (value - window.center)) / window.width));
  const [lowest, highest] = windowEnds(window);
  if (value <= lowest) return 0;
  return value >= highest ? 255 : ((value - lowest) / (highest - lowest)) * 255;
}

/** The same through a table; what lies before its first entry or behind its last takes that one. */
export function shadeByTable(value: number, { first, bits, entries }: VoiTable): number {
  const at = Math.min(Math.max(Math.floor(value) - first, 0), entries.length - 1);
  return ((entries[at] as number) * 255) / (2 ** bits - 1);
}

function pixelOf(value: number, { window, table, isInverted, padding }: Greys): number {
  if (padding !== null && value >= padding[0] && value <= padding[1]) return OPAQUE >>> 0;
  const grey = table === null ? shade(value, window) : shadeByTable(value, table);
  return (OPAQUE | (Math.round(isInverted ? 255 - grey : grey) * GREY)) >>> 0;
}

/** Paints values of one component; whole numbers of up to sixteen bits by a table, others one by one. */
export function paintGreys(values: Values, onto: Uint32Array, greys: Greys): void {
  if (values instanceof Float32Array) {
    for (let at = 0; at < values.length; at++) onto[at] = pixelOf(values[at] as number, greys);
    return;
  }
  const [first, pixels] = pixelsOf(values, greys);
  for (let at = 0; at < values.length; at++) onto[at] = pixels[(values[at] as number) - first] as number;
}

/** How finely the values between black and white are told apart in what was interpolated. */
const STEPS = 4096;

/** Paints a plane through a volume; where there is no value, nothing. */
export function paintPlane(values: Float32Array, onto: Uint32Array, window: ShownWindow, isInverted: boolean): void {
  const [lowest, highest] = window.function === "SIGMOID" ? sigmoidEnds(window) : windowEnds(window);
  const greys = { window, table: null, isInverted, padding: null };
  const scale = STEPS / (highest - lowest || 1e-6);
  const pixels = Uint32Array.from({ length: STEPS + 1 }, (_, at) => pixelOf(lowest + at / scale, greys));
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value !== value) {
      onto[at] = 0;
      continue;
    }
    const step = (value - lowest) * scale;
    onto[at] = pixels[step <= 0 ? 0 : step >= STEPS ? STEPS : (step + 0.5) | 0] as number;
  }
}

/** Beyond these a sigmoid is black or white to the eye. */
function sigmoidEnds({ center, width }: ShownWindow): readonly [number, number] {
  return [center - 2 * width, center + 2 * width];
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

const kept = new Map<string, Uint32Array>();
const tables = new WeakMap<VoiTable, number>();
let tableCount = 0;

/** The pixels of every whole number that values of a type can be, from the first on. */
function pixelsOf(values: Exclude<Values, Float32Array>, greys: Greys): readonly [number, Uint32Array] {
  const { window, table, isInverted, padding } = greys;
  const [first, count] =
    values instanceof Int16Array ? [-32768, 65536] : values instanceof Uint16Array ? [0, 65536] : [0, 256];
  const through = table === null ? [window.center, window.width, window.function] : [nameOf(table)];
  const key = [first, count, ...through, isInverted, padding].join(" ");
  let pixels = kept.get(key);
  if (pixels === undefined) {
    pixels = new Uint32Array(count);
    for (let at = 0; at < count; at++) pixels[at] = pixelOf(first + at, greys);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(key, pixels);
  }
  return [first, pixels];
}

/** Tables are told apart by which they are, for they may hold the same words. */
function nameOf(table: VoiTable): string {
  let name = tables.get(table);
  if (name === undefined) {
    name = ++tableCount;
    tables.set(table, name);
  }
  return `table ${name}`;
}
