/** Holds volumes and cuts planes through them, away from the page. */

import type { Point3 } from "../study.ts";
import type { Values, ValueType } from "../values.ts";
import type { ViewportState } from "../view-state.ts";
import { type CutSheet, withEvenPixels } from "./even-pixels.ts";
import { type CutPlane, DIRECTIONS, gridOf, layersOf } from "./plane-grid.ts";
import { cutPlane, type Volume } from "./reslice.ts";
import type { VolumeGeometry } from "./volume-geometry.ts";

export interface PlaneWish {
  readonly plane: CutPlane;
  readonly point: Point3;
  readonly slab: ViewportState["slab"];
  /** 1: every pixel; 2: every second one in each direction, while a hand moves the plane. */
  readonly coarser: number;
}

export type Order =
  | { readonly does: "open"; readonly name: string; readonly geometry: VolumeGeometry; readonly type: ValueType }
  | { readonly does: "slice"; readonly name: string; readonly at: number; readonly values: Values }
  | { readonly does: "cut"; readonly name: string; readonly id: number; readonly wish: PlaneWish }
  | { readonly does: "close"; readonly name: string };

export interface CutAnswer {
  readonly id: number;
  /** null where no such volume is open, or there is no memory for it. */
  readonly cut: CutSheet | null;
}

const TYPES = { Uint8Array, Uint16Array, Int16Array, Float32Array } as const;
const volumes = new Map<string, Volume>();

function open(name: string, geometry: VolumeGeometry, type: ValueType): void {
  const { columns, rows, depths } = geometry;
  const values = new TYPES[type](columns * rows * depths.length);
  volumes.set(name, { geometry, values, here: new Uint8Array(depths.length) });
}

function put(name: string, at: number, slice: Values): void {
  const volume = volumes.get(name);
  if (volume === undefined) return;
  volume.values.set(slice, at * volume.geometry.columns * volume.geometry.rows);
  volume.here[at] = 1;
}

export function cut(volume: Volume, { plane, point, slab, coarser }: PlaneWish): CutSheet {
  const directions = DIRECTIONS[plane];
  const grid = gridOf(volume.geometry, plane, point, coarser);
  const layers = layersOf(volume.geometry, directions, point, slab, coarser);
  const values = cutPlane(volume, grid, directions.normal, layers, slab?.kind ?? "mip");
  return withEvenPixels({ sheet: grid, values });
}

// The same module is read by tests, outside of any worker.
if (typeof self !== "undefined" && "postMessage" in self) {
  self.onmessage = ({ data: order }: MessageEvent<Order>) => {
    if (order.does === "open") open(order.name, order.geometry, order.type);
    else if (order.does === "slice") put(order.name, order.at, order.values);
    else if (order.does === "close") volumes.delete(order.name);
    else {
      const volume = volumes.get(order.name);
      const made = volume === undefined ? null : cut(volume, order.wish);
      const answer: CutAnswer = { id: order.id, cut: made };
      self.postMessage(answer, { transfer: made === null ? [] : [made.values.buffer as ArrayBuffer] });
    }
  };
}
