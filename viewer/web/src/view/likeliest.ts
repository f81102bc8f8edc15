/** Which other exam of a patient is compared next, most likely: a pure function of what is told of each. */

import type { PriorStudy, Study } from "../engine/study.ts";

/** Of the own hospital alone: what lies elsewhere is fetched when somebody asks, for its owner is told of every look. */
export function likeliest(study: Study): PriorStudy | null {
  const able = study.priors.filter(({ is_own }) => is_own);
  return able.reduce<PriorStudy | null>(
    (best, each) => (best === null || isLikelier(study, each, best) ? each : best),
    null,
  );
}

function isLikelier(study: Study, one: PriorStudy, other: PriorStudy): boolean {
  const [mine, theirs] = [likeness(study, one), likeness(study, other)];
  return mine !== theirs ? mine > theirs : distance(study, one) < distance(study, other);
}

function likeness(study: Study, prior: PriorStudy): number {
  const modality = study.modalities[0] ?? "";
  return (
    (prior.modalities.includes(modality) ? 4 : 0) +
    (prior.description !== "" && prior.description === study.description ? 2 : 0) +
    // What came before is what one compares with.
    (momentOf(prior) <= momentOf(study) ? 1 : 0)
  );
}

function momentOf({ date, time }: Pick<Study, "date" | "time">): string {
  return `${date}${time}`;
}

/** Days between two exams; far away where one of them does not say when it was. */
function distance(study: Study, prior: PriorStudy): number {
  const [mine, theirs] = [day(study.date), day(prior.date)];
  return Number.isNaN(mine) || Number.isNaN(theirs) ? Number.POSITIVE_INFINITY : Math.abs(mine - theirs);
}

function day(date: string): number {
  const [, year, month, of] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  return year === undefined ? Number.NaN : Date.UTC(Number(year), Number(month) - 1, Number(of)) / 86_400_000;
}

/** The page that is seen first, then those that are turned to from there. */
export function fromTheMiddle<T>(pages: readonly T[]): T[] {
  const middle = Math.floor((pages.length + 1) / 2) - 1;
  return pages
    .map((page, at) => ({ page, far: Math.abs(at - middle) }))
    .sort((one, other) => one.far - other.far)
    .map(({ page }) => page);
}
