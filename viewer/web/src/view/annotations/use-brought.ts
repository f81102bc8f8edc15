/** What came with the images of a study, and what of it is shown. */

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { get } from "../../desk/api.ts";
import type { Brought, PresentationState, ReportMeasurement } from "../../engine/annotations/brought.ts";

const NOTHING: Brought = { states: [], key_objects: [], reports: [], segmentations: [] };

/** States that are not shown now, by the row of their object; what reports measured is shown together or not. */
let hidden: ReadonlySet<number | string> = new Set();
/** What one segment of an object is called among what is hidden. */
export function segmentKey(instance: number, segment: number): string {
  return `${instance}/${segment}`;
}

const listeners = new Set<() => void>();

export function setHidden(instance: number | string, isHidden: boolean): void {
  const next = new Set(hidden);
  if (isHidden) next.add(instance);
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
    states: all.states.filter((state) => !now.has(state.instance_id)),
    measurements: all.reports
      .filter((report) => !now.has(report.instance_id))
      .flatMap(({ measurements }) => measurements),
  };
}
