const USUAL_FRAME_MS = 100;

/** Calls `step` at the pace of the recording, and waits when a frame is not here yet instead of skipping it. */
export class Cine {
  private timer: number | null = null;
  private readonly frameMs: number;
  private readonly step: () => Promise<unknown>;

  constructor(frameMs: number | null, step: () => Promise<unknown>) {
    this.frameMs = frameMs !== null && frameMs >= 16 && frameMs <= 2000 ? frameMs : USUAL_FRAME_MS;
    this.step = step;
  }

  get isPlaying(): boolean {
    return this.timer !== null;
  }

  play(): void {
    if (this.timer === null) this.next();
  }

  pause(): void {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }

  private next(): void {
    const began = performance.now();
    const timer = window.setTimeout(
      async () => {
        await this.step();
        if (this.timer === timer) this.next();
      },
      Math.max(0, this.frameMs - (performance.now() - began)),
    );
    this.timer = timer;
  }
}
