/** A series played through once, as a film of what its place shows. */

import type { Engine } from "../../engine/engine.ts";
import { type Film, FilmEncoder } from "./film-encoder.ts";
import { pictureOf, type PictureWish } from "./screen-picture.ts";

const USUAL_RATE = 10;
const LONGEST_WAIT_MS = 20_000;

export interface FilmHands {
  readonly engine: Engine;
  readonly place: HTMLElement;
  readonly wish: PictureWish;
  readonly told: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** How many pages the place in hand would play; 0: it does not play. */
export function pagesToPlay(engine: Engine): number {
  const active = engine.state.viewports[engine.state.active];
  if (active == null || active.plane !== "acquired") return 0;
  const pages = engine.series(active.series)?.pages.length ?? 0;
  return pages > 1 ? pages : 0;
}

/** As fast as it plays now, else as the recording wants it, else as usual. */
export function playingRate(engine: Engine): number {
  const active = engine.state.viewports[engine.state.active];
  const milliseconds = engine.look(engine.state.active)?.page.facts.frame_milliseconds ?? 0;
  if (active?.cine != null) return active.cine;
  return milliseconds > 0 ? Math.min(Math.max(Math.round(1000 / milliseconds), 1), 60) : USUAL_RATE;
}

/** null: this browser can't encode films. */
export async function cineFilm({ engine, place, wish, told, signal }: FilmHands): Promise<Film | null> {
  const [index, rate] = [engine.state.active, playingRate(engine)];
  const before = engine.state.viewports[index];
  const series = engine.series(before?.series ?? "");
  if (before == null || series === undefined) return null;
  let encoder: FilmEncoder | null = null;
  try {
    for (const [at, page] of series.pages.entries()) {
      engine.change(index, { page: at, cine: null });
      await shown(engine, index, page.id, signal);
      const picture = await pictureOf([place], wish);
      encoder ??= await FilmEncoder.start(picture.width, picture.height, rate);
      if (encoder === null) return null;
      await encoder.add(picture);
      told(at + 1, series.pages.length);
    }
    return encoder === null ? null : await encoder.finish();
  } finally {
    encoder?.close();
    engine.change(index, { page: before.page, cine: before.cine });
  }
}

/** Waits until a page is drawn at full depth, and what lies over it has followed. */
async function shown(engine: Engine, index: number, id: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + LONGEST_WAIT_MS;
  while (engine.drawn(index) !== id || engine.look(index)?.page.id !== id) {
    signal.throwIfAborted();
    if (performance.now() > end) throw new Error("A page was not drawn.");
    await nextPicture();
  }
  signal.throwIfAborted();
  await nextPicture();
  await nextPicture();
}

function nextPicture(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
