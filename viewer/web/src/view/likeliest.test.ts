import { describe, expect, test } from "vitest";
import type { PriorStudy, Study } from "../engine/study.ts";
import { fromTheMiddle, likeliest } from "./likeliest.ts";

function prior(id: number, values: Partial<PriorStudy>): PriorStudy {
  return { id, is_own: true, description: "", date: "20260101", time: "", modalities: ["CT"], ...values } as PriorStudy;
}

function of(...priors: PriorStudy[]): number | undefined {
  const study = { description: "Head", date: "20260601", time: "1200", modalities: ["CT"], priors } as unknown;
  return likeliest(study as Study)?.id;
}

describe("what is compared next", () => {
  test("is of the same modality before it is recent", () => {
    expect(of(prior(1, { date: "20260531", modalities: ["US"] }), prior(2, { date: "20250101" }))).toBe(2);
  });

  test("is the same exam before another one of the modality", () => {
    expect(of(prior(1, { date: "20260531" }), prior(2, { date: "20240101", description: "Head" }))).toBe(2);
  });

  test("came before rather than after, and nearest in time", () => {
    const [later, near, far] = [{ date: "20260602" }, { date: "20260401" }, { date: "20250101" }];
    expect(of(prior(1, later), prior(2, far), prior(3, near))).toBe(3);
  });

  test("is never fetched from another hospital without being asked for", () => {
    expect(of(prior(1, { is_own: false }))).toBeUndefined();
  });

  test("is one of an unknown date only where there is no other", () => {
    expect(of(prior(1, { date: "" }), prior(2, { date: "19990101" }))).toBe(2);
    expect(of(prior(1, { date: "" }))).toBe(1);
  });
});

test("pages are fetched from the one that is seen first", () => {
  expect(fromTheMiddle([0, 1, 2, 3, 4])).toEqual([2, 1, 3, 0, 4]);
  expect(fromTheMiddle([0])).toEqual([0]);
});
