/** Fetches what will probably be compared next, once everything on the screen is here and nobody wants anything else. */

import { useEffect } from "react";
import { useSession } from "../desk/session.tsx";
import type { Engine } from "../engine/engine.ts";
import { frameAddress, pagesOf } from "../engine/pages.ts";
import type { Study } from "../engine/study.ts";
import { fromTheMiddle, likeliest } from "./likeliest.ts";
import { mostAlikeOf } from "./hanging.ts";
import { PANELS, type PanelKind } from "./panels/registry.ts";
import { readAhead } from "./studies.ts";
import { useWorkspace } from "./workspace.tsx";

/** As they travel: several hundred slices, or a dozen mammograms. */
const MOST_BYTES = 64 * 1024 ** 2;
const QUIET_MS = 250;

/** Keeps them in the cache of the browser, compressed as they came: what is never compared costs no memory. */
export function useAhead(): void {
  const { engine, study, others } = useWorkspace();
  useEffect(() => {
    if (engine === null || others.length > 0 || savesData()) return undefined;
    const stop = new AbortController();
    // A connection that breaks spoils nothing: whoever compares asks again.
    void fetchAhead(engine, study, stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, [engine, study, others]);
}

/** Has the panels beside the images here before somebody opens one, once the first pictures are drawn. */
export function usePanelsAhead(): void {
  const { engine } = useWorkspace();
  const { session } = useSession();
  useEffect(() => {
    if (engine === null || savesData()) return undefined;
    const stop = new AbortController();
    const mine = PANELS.filter(({ action }) => action === undefined || session.actions.includes(action));
    // What does not come is asked for again when it is opened.
    void panelsAhead(engine, mine, stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, [engine, session]);
}

async function panelsAhead(engine: Engine, panels: readonly PanelKind[], signal: AbortSignal): Promise<void> {
  const { viewports } = engine.state;
  while (viewports.some((each, index) => each !== null && engine.drawn(index) === null)) await pause(signal);
  for (const { bring } of panels) {
    await idle(signal);
    await bring();
  }
}

async function fetchAhead(engine: Engine, study: Study, signal: AbortSignal): Promise<void> {
  const prior = likeliest(study);
  if (prior === null) return;
  await quiet(engine, signal);
  const beside = await readAhead(prior.id);
  const series = mostAlikeOf(study, beside);
  let bytes = 0;
  for (const page of series === undefined ? [] : fromTheMiddle(pagesOf(series))) {
    await quiet(engine, signal);
    const answer = await fetch(frameAddress(page), { credentials: "same-origin", priority: "low", signal });
    if (!answer.ok) return;
    bytes += (await answer.arrayBuffer()).byteLength;
    if (bytes > MOST_BYTES) return;
  }
}

/** Waits until everything on the screen is here, nothing plays, and the page has time. */
async function quiet(engine: Engine, signal: AbortSignal): Promise<void> {
  while (isBusy(engine)) await pause(signal);
  await idle(signal);
}

async function pause(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
}

async function idle(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    // Not every browser tells when it has time.
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 2000 });
    else setTimeout(resolve, 50);
  });
}

function isBusy(engine: Engine): boolean {
  return engine.state.viewports.some((each) => {
    if (each === null) return false;
    const { done, failed, of } = engine.progress(each.series);
    return each.cine !== null || done + failed < of;
  });
}

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}
