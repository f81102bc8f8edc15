/** Measures what is being drawn, from what the page knows of the frame, until the server has said its word. */

import { get } from "../../desk/api.ts";
import type { Engine } from "../../engine/engine.ts";
import {
  type Annotation,
  type ImagePlace,
  isOnImage,
  type Measured,
  NOTHING_MEASURED,
} from "../../engine/annotations/annotation.ts";
import { measure } from "../../engine/annotations/measure.ts";
import { statistics } from "../../engine/annotations/pixel-statistics.ts";
import { inToldUnit, type ToldScale } from "../../engine/annotations/uptake.ts";
import type { Study } from "../../engine/study.ts";

const UPTAKE = "SUVbw";

const OVER_PIXELS = new Set(["ellipse", "rectangle", "freehand", "probe"]);
const FREE = { spacing_mm: null, spacing_origin: null, pixel_aspect: 1, regions: [] } as const;

export interface Live {
  engine: Pick<Engine, "raster"> | null;
  studies: readonly Study[];
  measure: (annotation: Annotation) => Measured;
}

export function measuring(): Live {
  const live: Live = { engine: null, studies: [], measure: (annotation) => measuredOnce(live, annotation) };
  return live;
}

const known = new WeakMap<Annotation, Measured>();

/** What somebody else drew is measured once its frame is here, and not with every picture of the screen. */
function measuredOnce(live: Live, annotation: Annotation): Measured {
  const before = known.get(annotation);
  if (before !== undefined) return before;
  const found = measured(live, annotation);
  const { place } = annotation;
  const raster = isOnImage(place) ? live.engine?.raster(place.instance_id, place.frame) : null;
  const isWhole = !isOnImage(place) || (raster?.values != null && raster.modality !== "PT");
  if (isWhole) known.set(annotation, found);
  return found;
}

/** What the server tells of frames whose values need more than the page knows; null: it can't. */
const told = new Map<string, ToldScale | null>();

/** Asks once for each frame; until the answer is here nothing is told. */
function toldScale(studies: readonly Study[], { instance_id, frame }: ImagePlace): ToldScale | null {
  const name = `${instance_id}/${frame}`;
  const known = told.get(name);
  if (known !== undefined) return known;
  const study = studies.find(({ series }) => series.some(({ frames }) => frames.some(([id]) => id === instance_id)));
  told.set(name, null);
  if (study === undefined) return null;
  get<ToldScale>(`/studies/${study.id}/instances/${instance_id}/frames/${frame}/scale`).then(
    (scale) => told.set(name, scale),
    () => told.delete(name),
  );
  return null;
}

/** Whether values were worked out here: uptake is marked so until the server has said its word. */
export function isPreliminary({ values }: Measured): boolean {
  return values.some(({ unit }) => unit === UPTAKE);
}

function measured({ engine, studies }: Live, annotation: Annotation): Measured {
  const { kind, place, points } = annotation;
  if (!isOnImage(place)) return measure(annotation, FREE);
  const raster = engine?.raster(place.instance_id, place.frame) ?? null;
  if (raster === null) return NOTHING_MEASURED;
  const { facts, modality, values } = raster;
  const found = measure(annotation, facts);
  // Colours have no value.
  if (!OVER_PIXELS.has(kind) || values === null || facts.is_colour) return found;
  const { rows, columns, unit } = facts;
  const held = () => statistics(kind, points, { rows, columns, values }, unit);
  if (modality !== "PT") return { ...found, values: [...found.values, ...held()] };
  // Uptake needs more than the page knows of a frame: weight, dose, and when both were measured.
  const scale = toldScale(studies, place);
  return scale === null ? found : { ...found, values: [...found.values, ...inToldUnit(held(), facts, scale)] };
}
