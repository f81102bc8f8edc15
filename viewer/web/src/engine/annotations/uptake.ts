/** Values of the pixels in the unit in which the server tells them: uptake, where the file says enough (SUVbw). */

import type { FrameFacts } from "../study.ts";
import type { Value } from "./annotation.ts";

/** What the server tells of a frame (imaging/reading/scale.py): from stored values to told ones. */
export interface ToldScale {
  readonly unit: string;
  readonly slope: number | null;
  readonly intercept: number | null;
}

/** Statistics of modality values, told in another unit; empty where no line leads from one to the other. */
export function inToldUnit(
  values: readonly Value[],
  facts: Pick<FrameFacts, "slope" | "intercept" | "unit">,
  told: ToldScale,
): Value[] {
  if (told.slope === null || told.intercept === null || facts.slope === 0) return [];
  const factor = told.slope / facts.slope;
  const shift = told.intercept - factor * facts.intercept;
  return values.map((each) => {
    if (each.name === "pixels") return each;
    const value = each.name === "sd" ? each.value * Math.abs(factor) : each.value * factor + shift;
    return { ...each, value, unit: told.unit };
  });
}
