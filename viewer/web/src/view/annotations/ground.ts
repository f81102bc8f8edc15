/** What a place shows as ground to draw on: from its screen to the points of annotations, and back. */

import type { Engine } from "../../engine/engine.ts";
import type { Annotation, AnnotationPlace, Point } from "../../engine/annotations/annotation.ts";
import { pixelToSpace, spaceToPixel } from "../../engine/annotations/page-plane.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Point3 } from "../../engine/study.ts";
import { isOf } from "./annotating.ts";

/** Planes that face this nearly the same way are the same. */
const SAME_WAY = 0.9999;
/** Half of the thinnest slab: what lies nearer than this to a plane is drawn in it. */
const NEAR_MM = 0.75;

/** What is asked of whatever shows pictures, here or drawn by the server. */
export type Grounds = Pick<Engine, "state" | "series" | "look" | "toScreen" | "toPatient">;

export interface Ground {
  readonly study: number;
  readonly place: AnnotationPlace;
  toScreen(point: Point): PlanePoint;
  fromScreen(point: PlanePoint): Point;
  holds(annotation: Annotation): boolean;
}

export function groundOf(engine: Grounds, index: number): Ground | null {
  const state = engine.state.viewports[index];
  const series = state == null ? undefined : engine.series(state.series);
  const look = engine.look(index);
  if (state == null || series === undefined || look === null) return null;
  const study = series.study.id;
  const patient = (point: PlanePoint) => engine.toPatient(index, point);
  if (state.plane === "acquired") {
    const { page } = look;
    return {
      study,
      place: { instance_id: page.instance, frame: page.frame },
      toScreen: (point) => engine.toScreen(index, pixelToSpace(page, point)),
      fromScreen: (point) => spaceToPixel(page, patient(point)),
      holds: (annotation) => isOf(annotation, page.instance, page.frame),
    };
  }
  const uid = series.pages[0]?.facts.frame_of_reference ?? "";
  if (uid === "") return null;
  const { normal, up, origin } = facing(patient);
  const halfMm = Math.max((state.slab?.mm ?? 0) / 2, NEAR_MM);
  return {
    study,
    place: { series_id: series.series.id, frame_of_reference_uid: uid, normal, up },
    toScreen: ([x = 0, y = 0, z = 0]) => engine.toScreen(index, [x, y, z]),
    fromScreen: patient,
    holds: ({ place, points }) =>
      "series_id" in place &&
      place.frame_of_reference_uid === uid &&
      Math.abs(dot(place.normal, normal)) > SAME_WAY &&
      points.every((point) => Math.abs(dot(minus(point, origin), normal)) <= halfMm),
  };
}

/** Which way a plane faces, told by three places of the screen. */
function facing(patient: (point: PlanePoint) => Point3) {
  const [origin, right, down] = [patient([0, 0]), patient([100, 0]), patient([0, 100])];
  const [x, y] = [unit(minus(right, origin)), unit(minus(down, origin))];
  const up = y.map((each) => -each || 0);
  const normal = unit([
    (x[1] ?? 0) * (up[2] ?? 0) - (x[2] ?? 0) * (up[1] ?? 0),
    (x[2] ?? 0) * (up[0] ?? 0) - (x[0] ?? 0) * (up[2] ?? 0),
    (x[0] ?? 0) * (up[1] ?? 0) - (x[1] ?? 0) * (up[0] ?? 0),
  ]);
  return { origin, up, normal };
}

function minus(one: Point, other: Point): Point {
  return one.map((each, axis) => each - (other[axis] ?? 0));
}

function unit(vector: Point): Point {
  const length = Math.hypot(...vector);
  return vector.map((each) => each / length || 0);
}

function dot(one: Point, other: Point): number {
  return one.reduce((sum, each, axis) => sum + each * (other[axis] ?? 0), 0);
}
