/** Brings single frames from the server, as values in the unit of the file. */

import { isForWorkers, fromJpeg } from "./decoding/jpeg.ts";
import { decode, type FrameForm } from "./decoding/pool.ts";
import type { Frame } from "./frame-store.ts";
import { frameAddress, type OpenSeries, type Page } from "./pages.ts";
import { type ValueType, valueType } from "./values.ts";

export class FrameError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An answer that was asked for before anything of this was here. */
export type EarlyFrame = { readonly page: string; readonly answer: Response };

const types = new WeakMap<OpenSeries, ValueType>();

/** The smallest type that holds every value of a series. */
export function typeOf(series: OpenSeries): ValueType {
  let type = types.get(series);
  if (type === undefined) {
    type = valueType(series.series.facts);
    types.set(series, type);
  }
  return type;
}

const BYTES: Record<ValueType, number> = { Uint8Array: 1, Int16Array: 2, Uint16Array: 2, Float32Array: 4 };

export function bytesOf(series: OpenSeries, { facts }: Page): number {
  return facts.rows * facts.columns * (facts.is_colour ? 3 : 1) * BYTES[typeOf(series)];
}

/** Fetches and decodes; `urgent` is asked when the bytes are here, for somebody may have begun to wait meanwhile. */
export async function bring(
  of: OpenSeries,
  page: Page,
  signal: AbortSignal,
  urgent: () => boolean,
  early: Response | null = null,
): Promise<Frame> {
  const answer = early ?? (await fetch(frameAddress(page), { credentials: "same-origin", signal }));
  if (!answer.ok) throw new FrameError(answer.status, await answer.text());
  const travelled = (answer.headers.get("content-type")?.split(";")[0] ?? "") as FrameForm;
  const data = await answer.arrayBuffer();
  signal.throwIfAborted();
  const isForPage = travelled === "image/jpeg" && !isForWorkers;
  const job = isForPage
    ? { form: "samples" as const, data: (await fromJpeg(new Blob([data]), page.facts.is_colour)).buffer as ArrayBuffer }
    : { form: travelled, data };
  // No decoder needs the table, which may be long.
  const facts = { ...page.facts, voi_table: null };
  const decoded = await decode({ ...job, facts, type: typeOf(of) }, urgent());
  return { page, ...decoded };
}
