/** Measures what is being drawn, from what the page knows of the frame, until the server has said its word. */

import type { Engine } from "../../engine/engine.ts";
import { type Annotation, isOnImage, type Measured, NOTHING_MEASURED } from "../../engine/annotations/annotation.ts";
import { measure } from "../../engine/annotations/measure.ts";
import { statistics } from "../../engine/annotations/pixel-statistics.ts";

const OVER_PIXELS = new Set(["ellipse", "rectangle", "freehand", "probe"]);
const FREE = { spacing_mm: null, spacing_origin: null, pixel_aspect: 1, regions: [] } as const;

export interface Live {
  engine: Engine | null;
  measure: (annotation: Annotation) => Measured;
}

export function measuring(): Live {
  const live: Live = { engine: null, measure: (annotation) => measured(live.engine, annotation) };
  return live;
}

function measured(engine: Engine | null, annotation: Annotation): Measured {
  const { kind, place, points } = annotation;
  if (!isOnImage(place)) return measure(annotation, FREE);
  const raster = engine?.raster(place.instance_id, place.frame) ?? null;
  if (raster === null) return NOTHING_MEASURED;
  const { facts, modality, values } = raster;
  const found = measure(annotation, facts);
  // Uptake needs more than the page knows; colours have no value.
  if (!OVER_PIXELS.has(kind) || values === null || facts.is_colour || modality === "PT") return found;
  const { rows, columns, unit } = facts;
  return { ...found, values: [...found.values, ...statistics(kind, points, { rows, columns, values }, unit)] };
}
