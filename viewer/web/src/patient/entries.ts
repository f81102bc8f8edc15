import type { Place } from "./screen.ts";

/**
 * What the browser's history keeps of each step: where somebody was, and by which link; no address tells either. It
 * stays with the tab when the page is loaded anew.
 */
export function entryOf(link: string, place: Place): object {
  return { link, place };
}

/** The handle of the link; empty: nothing was opened here yet; null: a step that is not of this page. */
export function linkOf(entry: unknown): string | null {
  return (entry as { link?: string } | null)?.link ?? null;
}

export function placeOf(entry: unknown): Place {
  return (entry as { place?: Place } | null)?.place ?? { name: "status" };
}
