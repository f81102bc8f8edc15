/** Reads the studies of an address; the first one was perhaps asked for already. */

import { ApiError, get } from "../desk/api.ts";
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

export async function readStudies({ study, others }: Address): Promise<readonly [Study, ...Study[]]> {
  const beside = others.map((id) => named(id, get<Study>(`/studies/${id}/view`)));
  // Each is waited for below; one that fails meanwhile must not be told as unhandled.
  for (const each of beside) each.catch(() => undefined);
  return [await named(study, readFirst(study)), ...(await Promise.all(beside))];
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
