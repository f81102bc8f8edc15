/** By which picture of the server's a view is shown small. */

import { pictureAddress } from "../../engine/pages.ts";
import type { Study } from "../../engine/study.ts";
import type { ViewState } from "../../engine/view-state.ts";

export interface Pictured {
  readonly address: string;
  readonly columns: number;
  readonly rows: number;
  readonly instance: number;
  readonly frame: number;
}

const SIDE = 256;

/** null: a plane that nobody took, or nothing that is open here. */
export function picturedBy(studies: readonly Study[], view: ViewState): Pictured | null {
  const active = view.viewports[view.active];
  if (active == null || active.plane !== "acquired") return null;
  const [id, key] = active.series.split("/", 2);
  const series = studies.find((study) => String(study.id) === id)?.series.find((each) => each.key === key);
  const row = series?.frames[active.page];
  const facts = row === undefined ? undefined : series?.facts[row[2]];
  if (row === undefined || facts === undefined) return null;
  const address = pictureAddress({ instance: row[0], frame: row[1] }, SIDE, active.window ?? undefined);
  const { columns, rows, pixel_aspect } = facts;
  return { address, columns, rows: rows * pixel_aspect, instance: row[0], frame: row[1] };
}
