/** What came with the images of a study, and what of it is shown. */

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { get } from "../../desk/api.ts";
import type { Brought, BroughtObject, PresentationState, ReportMeasurement } from "../../engine/annotations/brought.ts";

const NOTHING: Brought = { states: [], key_objects: [], reports: [], segmentations: [] };

/** Objects that are shown otherwise than they are at first, by their row; what reports measured is shown together or not. */
let hidden: ReadonlySet<number | string> = new Set();
/** What one segment of an object is called among what is hidden. */
export function segmentKey(instance: number, segment: number): string {
  return `${instance}/${segment}`;
}

/** What was kept from here is drawn by the annotations that it was made of: it is shown only where that is wanted. */
export function isHidden(object: BroughtObject, turned: ReadonlySet<number | string>): boolean {
  return turned.has(object.instance_id) !== object.is_own;
}

const listeners = new Set<() => void>();

export function turn(instance: number | string, isTurned: boolean): void {
  const next = new Set(hidden);
  if (isTurned) next.add(instance);
  else next.delete(instance);
  hidden = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface ShownOfOthers {
  readonly all: Brought;
  readonly hidden: ReadonlySet<number | string>;
  readonly states: readonly PresentationState[];
  readonly measurements: readonly ReportMeasurement[];
}

export function useBrought(study: number): ShownOfOthers {
  const now = useSyncExternalStore(listen, () => hidden);
  const query = useQuery({
    queryKey: ["brought", study],
    queryFn: () => get<Brought>(`/studies/${study}/brought`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const all = query.data ?? NOTHING;
  return {
    all,
    hidden: now,
    states: all.states.filter((state) => !isHidden(state, now)),
    measurements: all.reports.filter((report) => !isHidden(report, now)).flatMap(({ measurements }) => measurements),
  };
}
