/** Reads the studies of an address; the first one was perhaps asked for already. */

import { ApiError, get, post } from "../desk/api.ts";
import type { Study } from "../engine/study.ts";
import type { Address } from "./address.ts";
import { earlyView } from "./early-answers.ts";

/** Which of the studies could not be read, and why. */
export class UnreadStudy extends Error {
  readonly studyId: number;
  readonly why: Error;

  constructor(studyId: number, why: Error) {
    super(why.message);
    this.studyId = studyId;
    this.why = why;
  }
}

const KEPT_MS = 10 * 60_000;
const kept = new Map<number, { readonly at: number; readonly study: Promise<Study>; isAhead: boolean }>();

export async function readStudies({ study, others }: Address): Promise<readonly [Study, ...Study[]]> {
  const beside = others.map((id) => named(id, readOnce(id)));
  // Each is waited for below; one that fails meanwhile must not be told as unhandled.
  for (const each of beside) each.catch(() => undefined);
  return [await named(study, readOnce(study)), ...(await Promise.all(beside))];
}

/** Reads a study that nobody has opened yet, because somebody probably will. */
export function readAhead(id: number): Promise<Study> {
  return kept.get(id)?.study ?? keep(id, get<Study>(`/studies/${id}/view?ahead=1`), true);
}

/** Opening another exam beside one must not read again what was just read. */
function readOnce(id: number): Promise<Study> {
  const known = kept.get(id);
  if (known === undefined || performance.now() - known.at > KEPT_MS) return keep(id, readFirst(id), false);
  // The server has not heard yet that it is looked at.
  if (known.isAhead) void post(`/studies/${id}/seen`, { is_seen: true }).catch(() => undefined);
  known.isAhead = false;
  return known.study;
}

function keep(id: number, study: Promise<Study>, isAhead: boolean): Promise<Study> {
  kept.set(id, { at: performance.now(), study, isAhead });
  study.catch(() => kept.delete(id));
  return study;
}

function named(id: number, reading: Promise<Study>): Promise<Study> {
  return reading.catch((error: Error) => {
    throw new UnreadStudy(id, error);
  });
}

async function readFirst(id: number): Promise<Study> {
  const early = await earlyView(id);
  if (early === null) return get<Study>(`/studies/${id}/view`);
  if (!early.ok) throw new ApiError(early.status, (await early.json().catch(() => ({}))) as object);
  return (await early.json()) as Study;
}
