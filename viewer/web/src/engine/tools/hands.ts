/** Which tool the main button, or one finger, holds; the other buttons and more fingers always do the same. */

import { DRAWN } from "../annotations/kinds.ts";

const TOOLS: ReadonlySet<string> = new Set(["scroll", "window", "pan", "zoom", "crosshair", "point", ...DRAWN]);

let inHand = "window";

export function toolInHand(): string {
  return inHand;
}

export function takeTool(name: string): void {
  if (!TOOLS.has(name)) throw new Error(`There is no tool ${name}.`);
  inHand = name;
}
