/** The kinds that a hand draws, in the order in which they are offered; no code of what draws the images. */

import type { Kind } from "./annotation.ts";

export const DRAWN = [
  "length",
  "angle",
  "cobb",
  "bidirectional",
  "ellipse",
  "rectangle",
  "freehand",
  "probe",
  "arrow",
  "text",
] as const satisfies readonly Kind[];
export type DrawnKind = (typeof DRAWN)[number];

export function isDrawn(name: string): name is DrawnKind {
  return (DRAWN as readonly string[]).includes(name);
}
