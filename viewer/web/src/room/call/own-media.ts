/** One's own microphone and camera: asked for when they are wanted, and never left on by an answer that comes too late. */

import { ANY_DEVICES, type Devices, type MediaProblem, NoMedia, openAudio, openVideo } from "./media.ts";

export type Device = "microphone" | "camera";

/** `ended`: it was unplugged, or taken away; `kept`: another one was wanted, and the one before goes on. */
export interface OwnProblem {
  readonly of: Device;
  readonly why: MediaProblem | "ended" | "kept";
}

const OPEN = { microphone: openAudio, camera: openVideo };

export class OwnMedia {
  private readonly mayHold: () => boolean;
  private readonly ended: (of: Device) => void;
  private readonly tracks = new Map<Device, MediaStreamTrack>();
  /** What the browser was asked for last; an answer to anything before it is closed again at once. */
  private readonly asked = new Map<Device, object>();
  devices: Devices = ANY_DEVICES;
  problem: OwnProblem | null = null;

  /** `mayHold`: whether one may be heard and seen when an answer is here; `ended` is told of a device that went by itself. */
  constructor(mayHold: () => boolean, ended: (of: Device) => void) {
    this.mayHold = mayHold;
    this.ended = ended;
  }

  get audio(): MediaStreamTrack | null {
    return this.tracks.get("microphone") ?? null;
  }

  get video(): MediaStreamTrack | null {
    return this.tracks.get("camera") ?? null;
  }

  /** Asks for a device; while the browser asks, a second press asks for nothing. What came is here before the former one is closed. */
  async open(of: Device, devices: Devices = this.devices): Promise<boolean> {
    if (this.asked.has(of)) return false;
    const asking = {};
    const isWanted = () => this.asked.get(of) === asking;
    this.asked.set(of, asking);
    this.problem = null;
    try {
      const track = await OPEN[of](devices);
      const isTaken = isWanted() && this.mayHold();
      if (isTaken) this.take(of, track);
      else track.stop();
      return isTaken;
    } catch (error) {
      if (isWanted()) this.problem = { of, why: error instanceof NoMedia ? error.problem : "other" };
      return false;
    } finally {
      if (isWanted()) this.asked.delete(of);
    }
  }

  /** Takes another device in the place of the one in use, which goes on if the other can't be had. */
  async change(of: Device, id: string): Promise<void> {
    const before = this.tracks.get(of);
    const devices = { ...this.devices, [of]: id };
    if (await this.open(of, devices)) this.devices = { ...this.devices, [of]: id };
    else if (this.problem?.of === of && before?.readyState === "live") this.problem = { of, why: "kept" };
  }

  close(of: Device): void {
    this.asked.delete(of);
    this.tracks.get(of)?.stop();
    this.tracks.delete(of);
  }

  /** Whether there was anything to close, or to be said. */
  closeAll(): boolean {
    const had = this.tracks.size > 0 || this.problem !== null;
    this.close("microphone");
    this.close("camera");
    this.problem = null;
    return had;
  }

  private take(of: Device, track: MediaStreamTrack): void {
    this.tracks.get(of)?.stop();
    this.tracks.set(of, track);
    track.addEventListener("ended", () => {
      if (this.tracks.get(of) !== track) return;
      this.tracks.delete(of);
      // The one that was chosen is not there any more; asked again, the browser takes another.
      this.devices = { ...this.devices, [of]: "" };
      this.problem = { of, why: "ended" };
      this.ended(of);
    });
  }
}
