/** From a line of a list to the picture that it means. */

import type { Engine } from "../../engine/engine.ts";
import { type Annotation, isOnImage } from "../../engine/annotations/annotation.ts";
import { seriesName } from "../../engine/pages.ts";
import type { Point3, Series, Study } from "../../engine/study.ts";
import type { Plane } from "../../engine/view-state.ts";
import { placed } from "../hanging.ts";

export interface Whereabouts {
  readonly series: Series;
  /** From 0; null in a plane that nobody took. */
  readonly page: number | null;
}

export function placeOf(study: Study, { place }: Annotation): Whereabouts | null {
  for (const series of study.series) {
    if (!isOnImage(place)) {
      if (series.id === place.series_id) return { series, page: null };
      continue;
    }
    const page = series.frames.findIndex(
      ([instance, frame]) => instance === place.instance_id && frame === place.frame,
    );
    if (page >= 0) return { series, page };
  }
  return null;
}

/** Shows it: in a place that has its series already, else in the one in hand. */
export function goTo(engine: Pick<Engine, "state" | "apply">, study: Study, annotation: Annotation): void {
  const where = placeOf(study, annotation);
  if (where === null) return;
  const name = seriesName(study, where.series);
  const { state } = engine;
  const plane = isOnImage(annotation.place) ? "acquired" : planeOf(annotation.place.normal);
  const isSame = (at: number) => state.viewports[at]?.series === name && state.viewports[at]?.plane === plane;
  const found = isSame(state.active) ? state.active : state.viewports.findIndex((_, at) => isSame(at));
  const index = found >= 0 ? found : state.active;
  const [x = 0, y = 0, z = 0] = annotation.points[0] ?? [];
  const point: Point3 = [x, y, z];
  const there = where.page === null ? { plane, point } : { plane, page: where.page };
  const viewports = state.viewports.map((each, at) =>
    at !== index ? each : { ...(found >= 0 && each !== null ? each : placed(study, where.series)), ...there },
  );
  engine.apply({ ...state, active: index, viewports });
}

function planeOf([x = 0, y = 0, z = 0]: readonly number[]): Plane {
  const [across, along, up] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  if (up >= across && up >= along) return "axial";
  return along >= across ? "coronal" : "sagittal";
}
