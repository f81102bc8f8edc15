/** Frames to be measured: their facts, and their values in their unit. */

import type { Loading } from "./loading.ts";
import type { Opened } from "./opened.ts";
import type { FrameFacts } from "./study.ts";

/** A frame to be measured; without values where it has not arrived. */
export interface Raster {
  readonly facts: FrameFacts;
  readonly modality: string;
  readonly values: ArrayLike<number> | null;
}

export class Measuring {
  private readonly opened: Opened;
  private readonly loading: Loading;

  constructor(opened: Opened, loading: Loading) {
    this.opened = opened;
    this.loading = loading;
  }

  /** The facts of a frame, and its values once they are here. */
  raster(instance: number, frame: number): Raster | null {
    const found = this.opened.page(instance, frame);
    if (found === undefined) return null;
    const { page, of } = found;
    const values = this.loading.frame(page.id)?.values ?? null;
    return { facts: page.facts, modality: of.series.modality, values };
  }

  /** Brings a frame, whether it is on the screen or not. */
  async values(instance: number, frame: number): Promise<Raster | null> {
    const found = this.opened.page(instance, frame);
    if (found !== undefined) await this.loading.need(found.of, found.page);
    return this.raster(instance, frame);
  }
}
