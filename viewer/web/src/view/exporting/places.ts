/** The places of the screen, and whose studies they show. */

import type { Engine } from "../../engine/engine.ts";

export function placeElement(index: number): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.place[data-place="${index}"]`);
}

export function placeElements(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".place")];
}

/** The studies on the screen; of one place, its own. */
export function studiesShown(engine: Engine, index?: number): number[] {
  const { viewports } = engine.state;
  const shown = index === undefined ? viewports : [viewports[index] ?? null];
  return [...new Set(shown.flatMap((state) => engine.series(state?.series ?? "")?.study.id ?? []))];
}
