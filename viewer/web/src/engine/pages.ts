/** The frames of a series as pages that are turned: each under a name, with its facts and its place. */

import { DOOR } from "../desk/door.ts";
import type { FrameFacts, Point3, Series, Study } from "./study.ts";

/** Names a series among all open studies: `17/12-phase-1`. */
export type SeriesName = string;

export interface Page {
  /** `filmless:48/1`: instance and frame. */
  readonly id: string;
  readonly instance: number;
  readonly frame: number;
  readonly instanceNumber: number | null;
  readonly facts: FrameFacts;
  readonly position: Point3 | null;
}

export interface OpenSeries {
  readonly name: SeriesName;
  readonly study: Study;
  readonly series: Series;
  readonly pages: readonly Page[];
  /** From the name of a page to its number, from 0. */
  readonly numberOf: ReadonlyMap<string, number>;
}

export const SCHEME = "filmless";

export function seriesName(study: Study, series: Series): SeriesName {
  return `${study.id}/${series.key}`;
}

export function openSeries(study: Study, series: Series): OpenSeries {
  const pages = pagesOf(series);
  const numberOf = new Map(pages.map(({ id }, number) => [id, number]));
  return { name: seriesName(study, series), study, series, pages, numberOf };
}

export function pagesOf(series: Series): Page[] {
  return series.frames.map((row) => {
    const [instance, frame, factsNumber, instanceNumber, x, y, z] = row;
    const facts = series.facts[factsNumber];
    if (facts === undefined) throw new Error("A frame names facts that are not there.");
    const position = x === undefined || y === undefined || z === undefined ? null : ([x, y, z] as const);
    return { id: `${SCHEME}:${instance}/${frame}`, instance, frame, instanceNumber, facts, position };
  });
}

/** The address of a frame at full depth. */
export function frameAddress(page: Pick<Page, "instance" | "frame">): string {
  return `${DOOR}/instances/${page.instance}/frames/${page.frame}`;
}

/** The address of a frame that the server windows; the longest side is `size` pixels at most. */
export function pictureAddress(
  page: Pick<Page, "instance" | "frame">,
  size?: number,
  window?: { center: number; width: number },
): string {
  const query = new URLSearchParams({ format: "webp" });
  if (size !== undefined) query.set("size", String(size));
  if (window !== undefined) query.set("window", `${window.center},${window.width},LINEAR`);
  return `${frameAddress(page)}/picture?${query}`;
}
