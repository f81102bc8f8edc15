/** Measurements as they are written beside figures: few digits, always a unit, and how it is known where that matters. */

import type { Measured, Value } from "../../engine/annotations/annotation.ts";
import type { Words } from "../../desk/words/language.ts";

export function toldValues({ values, basis }: Measured, words: Pick<Words, "drawn">): string[] {
  const { drawn } = words;
  const named = new Map(values.map((value) => [value.name, value]));
  const one = (name: string) => named.get(name);
  const lines: string[] = [];
  const [length, width] = [one("length"), one("width")];
  if (length !== undefined) {
    lines.push(width === undefined ? number(length) : `${digits(length)} × ${number(width)}`);
  }
  for (const name of ["angle", "time", "distance", "velocity", "frequency", "value"] as const) {
    const value = one(name);
    if (value !== undefined) lines.push(number(value));
  }
  const [area, mean, sd] = [one("area"), one("mean"), one("sd")];
  if (area !== undefined) lines.push(`${drawn.area} ${number(area)}`);
  if (mean !== undefined) lines.push(`${drawn.mean} ${number(mean)}${sd === undefined ? "" : ` ± ${digits(sd)}`}`);
  const [min, max] = [one("min"), one("max")];
  if (min !== undefined && max !== undefined) lines.push(`${drawn.range} ${digits(min)} … ${digits(max)}`);
  const known = drawn.basis[basis as keyof typeof drawn.basis];
  if (known !== undefined && known !== "" && lines.length > 0) lines.push(known);
  return lines;
}

function number(value: Value): string {
  const unit = value.unit === "°" ? "°" : value.unit === "" ? "" : ` ${value.unit}`;
  return `${digits(value)}${unit}`;
}

/** One digit behind the point; two for what is small, so that half a pixel is never rounded away. */
function digits({ value, unit }: Value): string {
  const size = Math.abs(value);
  if (unit === "HU" || unit === "") return Number.isInteger(value) ? String(value) : value.toFixed(1);
  return value.toFixed(size < 10 ? 2 : 1);
}
