/** Frames that are here, as many as there is room for: what lies farthest from what is looked at goes first. */

import type { Page } from "./pages.ts";
import type { FileWindow } from "./study.ts";
import type { Values } from "./values.ts";

export interface Frame {
  readonly page: Page;
  /** In the unit of the file; red, green and blue for colours. */
  readonly values: Values;
  /** The window with which it is first shown; null for colours. */
  readonly window: FileWindow | null;
}

/** How many pages away from what is looked at; infinite for what nobody looks at. */
export type Distance = (id: string) => number;

export class FrameStore {
  private readonly frames = new Map<string, Frame>();
  private readonly most: number;
  private bytes = 0;

  constructor(mostBytes: number) {
    this.most = mostBytes;
  }

  get(id: string): Frame | undefined {
    return this.frames.get(id);
  }

  put(id: string, frame: Frame, distance: Distance): void {
    this.drop(id);
    this.frames.set(id, frame);
    this.bytes += frame.values.byteLength;
    while (this.bytes > this.most && this.frames.size > 1) this.drop(this.farthest(distance).id);
  }

  /** Whether a frame so far away would stay: there is room, or something farther is there. */
  wouldKeep(bytes: number, away: number, distance: Distance): boolean {
    return this.bytes + bytes <= this.most || this.farthest(distance).away > away;
  }

  private drop(id: string): void {
    const frame = this.frames.get(id);
    if (frame === undefined) return;
    this.frames.delete(id);
    this.bytes -= frame.values.byteLength;
  }

  /** Of those equally far the one that came first. */
  private farthest(distance: Distance): { id: string; away: number } {
    let found = { id: "", away: -1 };
    for (const id of this.frames.keys()) {
      const away = distance(id);
      if (away > found.away) found = { id, away };
    }
    return found;
  }
}
