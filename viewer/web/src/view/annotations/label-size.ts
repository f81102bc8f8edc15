/** How much room words take beside a figure. */

import type { Size } from "./label-places.ts";

export const LINE_PIXELS = 15.6;
const FONT_PIXELS = 13;
const PADDING = 3;
/** From the top of the room to the line on which the first words stand. */
export const FIRST_LINE: readonly [number, number] = [PADDING, PADDING + 11];

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null = null;

/** Nothing to say takes no room at all. */
export function sizeOf(lines: readonly string[]): Size {
  if (lines.length === 0) return { width: 0, height: 0 };
  const width = Math.max(...lines.map(widthOf));
  return { width: Math.ceil(width) + 2 * PADDING, height: lines.length * LINE_PIXELS + 2 * PADDING };
}

function widthOf(line: string): number {
  const known = widths.get(line);
  if (known !== undefined) return known;
  // Live measurements say something new with every move: what was said once is not kept for ever.
  if (widths.size > 2000) widths.clear();
  context ??= document.createElement("canvas").getContext("2d");
  if (context === null) return line.length * FONT_PIXELS;
  context.font = `${FONT_PIXELS}px ${getComputedStyle(document.body).fontFamily}`;
  const { width } = context.measureText(line);
  widths.set(line, width);
  return width;
}
