/** Series whose slices make one volume, each brought together once however many planes show it. */

import type { Frame } from "../frame-store.ts";
import { bytesOf, typeOf } from "../frames.ts";
import type { OpenSeries, SeriesName } from "../pages.ts";
import type { CutSheet } from "./even-pixels.ts";
import { type Refusal, type Slices, slicesOf } from "./volume-geometry.ts";
import type { CutAnswer, Order, PlaneWish } from "./volume-worker.ts";

interface OpenVolume {
  readonly series: OpenSeries;
  readonly slices: Slices;
  readonly bytes: number;
  /** From the name of a page to where its slice stands. */
  readonly placeOf: ReadonlyMap<string, number>;
  readonly here: Set<string>;
}

export class Volumes {
  private readonly most: number;
  private readonly frame: (id: string) => Frame | undefined;
  private readonly open = new Map<SeriesName, OpenVolume>();
  private readonly waiting = new Map<number, (cut: CutSheet | null) => void>();
  private worker: Worker | null = null;
  private count = 0;

  constructor(mostBytes: number, frame: (id: string) => Frame | undefined) {
    this.most = mostBytes;
    this.frame = frame;
  }

  /** Why no planes can be cut through a series; null where they can. */
  refusalOf(series: OpenSeries): Refusal | null {
    if (typeof Worker === "undefined") return "no-workers";
    const slices = slicesOf(series);
    if (typeof slices === "string") return slices;
    return sizeOf(series) > this.most ? "too-large" : null;
  }

  /** How many slices of a series are in its volume, which grows from now on. */
  hereOf(series: OpenSeries): number {
    return this.opened(series)?.here.size ?? 0;
  }

  /** Puts a slice where it belongs, if somebody looks at planes through its series. */
  arrived(series: OpenSeries, frame: Frame): boolean {
    const volume = this.open.get(series.name);
    if (volume === undefined) return false;
    this.put(volume, frame);
    return true;
  }

  async cut(series: OpenSeries, wish: PlaneWish): Promise<CutSheet | null> {
    if (this.opened(series) === null) return null;
    const id = ++this.count;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ does: "cut", name: series.name, id, wish });
    });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    this.open.clear();
  }

  private opened(series: OpenSeries): OpenVolume | null {
    const known = this.open.get(series.name);
    if (known !== undefined) {
      // What was asked for last is given up last.
      this.open.delete(series.name);
      this.open.set(series.name, known);
      return known;
    }
    const slices = slicesOf(series);
    if (typeof slices === "string" || this.refusalOf(series) !== null) return null;
    const placeOf = new Map(slices.order.map((number, at) => [series.pages[number]?.id ?? "", at]));
    const volume = { series, slices, bytes: sizeOf(series), placeOf, here: new Set<string>() };
    this.makeRoom(volume.bytes);
    this.open.set(series.name, volume);
    this.tell({ does: "open", name: series.name, geometry: slices.geometry, type: typeOf(series) });
    for (const { id } of series.pages) {
      const frame = this.frame(id);
      if (frame !== undefined) this.put(volume, frame);
    }
    return volume;
  }

  private makeRoom(bytes: number): void {
    let all = [...this.open.values()].reduce((sum, each) => sum + each.bytes, bytes);
    for (const [name, volume] of this.open) {
      if (all <= this.most) return;
      all -= volume.bytes;
      this.open.delete(name);
      this.tell({ does: "close", name });
    }
  }

  private put(volume: OpenVolume, { page, values }: Frame): void {
    const at = volume.placeOf.get(page.id);
    if (at === undefined || volume.here.has(page.id)) return;
    volume.here.add(page.id);
    this.tell({ does: "slice", name: volume.series.name, at, values });
  }

  private tell(order: Order): void {
    this.worker ??= this.hire();
    this.worker.postMessage(order);
  }

  private hire(): Worker {
    const worker = new Worker(new URL("./volume-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, cut } }: MessageEvent<CutAnswer>) => this.answer(id, cut);
    worker.onerror = () => {
      // No memory, most likely: nothing is cut, and the next wish begins anew.
      worker.terminate();
      if (this.worker === worker) this.worker = null;
      this.open.clear();
      for (const id of [...this.waiting.keys()]) this.answer(id, null);
    };
    return worker;
  }

  private answer(id: number, cut: CutSheet | null): void {
    this.waiting.get(id)?.(cut);
    this.waiting.delete(id);
  }
}

function sizeOf(series: OpenSeries): number {
  return series.pages.reduce((sum, page) => sum + bytesOf(series, page), 0);
}
