/** A series played through once, as a film of what its place shows. */

import type { Engine } from "../../engine/engine.ts";
import type { ViewportState } from "../../engine/view-state.ts";
import { type Film, FilmEncoder } from "./film-encoder.ts";
import { pictureOf, type PictureWish } from "./screen-picture.ts";

const USUAL_RATE = 10;
const LONGEST_WAIT_MS = 20_000;
const MOST_PLANES = 300;

export interface FilmHands {
  readonly engine: Engine;
  readonly place: HTMLElement;
  readonly wish: PictureWish;
  readonly told: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** How many pictures the place in hand would play; 0: it does not play. */
export function pagesToPlay(engine: Engine): number {
  const steps = stepsOf(engine, engine.state.active).length;
  return steps > 1 ? steps : 0;
}

/** What is changed from picture to picture: the page, or where a plane is cut, from one end of the volume to the other. */
function stepsOf(engine: Engine, index: number): readonly Partial<ViewportState>[] {
  const active = engine.state.viewports[index];
  if (active == null) return [];
  if (active.plane === "acquired") return (engine.series(active.series)?.pages ?? []).map((_, page) => ({ page }));
  const stops = engine.stops(index);
  // Planes lie as close as pixels: of very many only every second, third, … is taken.
  const every = Math.ceil(stops.length / MOST_PLANES);
  return stops.filter((_, at) => at % every === 0).map((point) => ({ point }));
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
  const steps = stepsOf(engine, index);
  if (before == null || steps.length === 0) return null;
  let encoder: FilmEncoder | null = null;
  try {
    for (const [at, step] of steps.entries()) {
      engine.change(index, { ...step, cine: null });
      await shown(engine, index, signal);
      const picture = await pictureOf([place], wish);
      encoder ??= await FilmEncoder.start(picture.width, picture.height, rate);
      if (encoder === null) return null;
      await encoder.add(picture);
      told(at + 1, steps.length);
    }
    return encoder === null ? null : await encoder.finish();
  } finally {
    encoder?.close();
    engine.change(index, { page: before.page, point: before.point, cine: before.cine });
  }
}

/** Waits until a picture is drawn at full depth, and what lies over it has followed. */
async function shown(engine: Engine, index: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + LONGEST_WAIT_MS;
  while (!engine.isSettled(index)) {
    signal.throwIfAborted();
    if (performance.now() > end) throw new Error("A picture was not drawn.");
    await nextPicture();
  }
  signal.throwIfAborted();
  await nextPicture();
  await nextPicture();
}

function nextPicture(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
