/** Pure functions from what a decoder gave to values that are shown and measured. */

import type { FileWindow, FrameFacts } from "./study.ts";

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Float32Array;
export type Values = Uint8Array | Uint16Array | Int16Array | Float32Array;
export type ValueType = "Uint8Array" | "Uint16Array" | "Int16Array" | "Float32Array";

const TYPES = { Uint8Array, Uint16Array, Int16Array, Float32Array } as const;

/** The smallest type that holds every value that a series of frames with these facts can have. */
export function valueType(all: readonly FrameFacts[]): ValueType {
  if (all.some((facts) => facts.is_colour)) return "Uint8Array";
  const ranges = all.map(valueRange);
  if (ranges.some((range) => range === null)) return "Float32Array";
  const lowest = Math.min(...ranges.map((range) => range?.[0] ?? 0));
  const highest = Math.max(...ranges.map((range) => range?.[1] ?? 0));
  if (lowest >= 0 && highest <= 255) return "Uint8Array";
  if (lowest >= -32768 && highest <= 32767) return "Int16Array";
  return lowest >= 0 && highest <= 65535 ? "Uint16Array" : "Float32Array";
}

/** The lowest and the highest value; null where fractions come out, or more than sixteen bits went in. */
function valueRange(facts: FrameFacts): readonly [number, number] | null {
  const { slope, intercept, bits_stored: bits } = facts;
  if (bits > 16 || !Number.isInteger(slope) || !Number.isInteger(intercept)) return null;
  const lowest = facts.is_signed ? -(2 ** (bits - 1)) : 0;
  const ends = [lowest * slope + intercept, (lowest + 2 ** bits - 1) * slope + intercept] as const;
  return [Math.min(...ends), Math.max(...ends)];
}

/** Stored samples to values; a sign that the code stream did not know is extended here. */
export function toValues(samples: Samples, facts: FrameFacts, isStreamSigned: boolean, type: ValueType): Values {
  const values = new TYPES[type](samples.length);
  const { slope, intercept } = facts;
  const extend = facts.is_signed && !isStreamSigned && facts.bits_stored <= 16 && !(samples instanceof Float32Array);
  const shift = 32 - facts.bits_stored;
  if (!extend && slope === 1 && intercept === 0) {
    values.set(samples);
  } else if (extend) {
    for (let at = 0; at < samples.length; at++) {
      values[at] = (((samples[at] as number) << shift) >> shift) * slope + intercept;
    }
  } else {
    for (let at = 0; at < samples.length; at++) values[at] = (samples[at] as number) * slope + intercept;
  }
  return values;
}

export function limits(values: Values): readonly [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [lowest, highest];
}

/** The window with which a frame is first shown: its file's first, else one that is chosen by what it holds. */
export function firstWindow(facts: FrameFacts, values: Values): FileWindow {
  return facts.windows[0] ?? automaticWindow(facts, values);
}

/** The same choice that the server makes (imaging/pixels/automatic.py), so that its picture and ours agree. */
export function automaticWindow(facts: FrameFacts, values: Values): FileWindow {
  if (facts.bits_stored <= 8) {
    const [lowest, highest] = valueRange(facts) ?? limits(values);
    return between(lowest, highest);
  }
  const looked = onGrid(facts, values);
  if (looked.length === 0) return between(0, 1);
  const sorted = looked.sort();
  const low = sorted[Math.round((sorted.length - 1) * 0.001)] as number;
  const high = sorted[Math.round((sorted.length - 1) * 0.999)] as number;
  return low === high ? between(sorted[0] as number, sorted[sorted.length - 1] as number) : between(low, high);
}

function onGrid(facts: FrameFacts, values: Values): Float64Array {
  const step = Math.max(1, Math.trunc(Math.sqrt(values.length / 65536)));
  const { padding, slope, intercept, rows, columns } = facts;
  const ends = padding === null ? null : padding.map((value) => value * slope + intercept);
  const lowest = ends === null ? Number.POSITIVE_INFINITY : Math.min(...ends);
  const highest = ends === null ? Number.NEGATIVE_INFINITY : Math.max(...ends);
  const found: number[] = [];
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      const value = values[row * columns + column] as number;
      if (Number.isFinite(value) && (value < lowest || value > highest)) found.push(value);
    }
  }
  return Float64Array.from(found);
}

/** The window that maps `lowest` to black and `highest` to white. */
export function between(lowest: number, highest: number): FileWindow {
  const explanation = "automatic";
  if (highest <= lowest) return { center: lowest + 0.5, width: 1, function: "LINEAR_EXACT", explanation };
  if (Number.isInteger(lowest) && Number.isInteger(highest)) {
    return { center: (lowest + highest + 1) / 2, width: highest - lowest + 1, function: "LINEAR", explanation };
  }
  return { center: (lowest + highest) / 2, width: highest - lowest, function: "LINEAR_EXACT", explanation };
}

/** The values that a window maps to black and to white (PS3.3 C.11.2.1.2, C.11.2.1.3). */
export function windowEnds(window: Pick<FileWindow, "center" | "width" | "function">): readonly [number, number] {
  const { center, width } = window;
  if (window.function === "LINEAR_EXACT" || window.function === "SIGMOID")
    return [center - width / 2, center + width / 2];
  return [center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2];
}

/** The window in numbers as a person types it, whose ends these are. */
export function windowOfEnds(
  lower: number,
  upper: number,
  form: FileWindow["function"],
): { center: number; width: number } {
  if (form === "LINEAR") return { center: (lower + upper + 1) / 2, width: upper - lower + 1 };
  return { center: (lower + upper) / 2, width: upper - lower };
}
