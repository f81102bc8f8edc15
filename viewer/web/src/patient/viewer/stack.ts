import type { Drawable } from "../formats.ts";
import { decodedFrame, type FrameAnswer, type FrameRequest, type Picture } from "./frames.ts";
import { ring } from "./ring.ts";

const RING = 24;
const AT_ONCE = 4;
const MOST_KEPT = 400;
const MOST_DECODED = 12;

type Fetch = (request: FrameRequest, signal: AbortSignal | null) => Promise<FrameAnswer>;

export type Shown =
  | { readonly kind: "ok"; readonly drawable: Drawable; readonly picture: Picture }
  | Exclude<FrameAnswer, { kind: "ok" }>;

interface Underway {
  readonly answer: Promise<FrameAnswer>;
  readonly controller: AbortController | null;
}

/**
 * The frames of one series in memory, and nowhere else: compressed ones far around the frame that is shown, decoded ones
 * close to it. A frame that somebody waits for pushes aside those that are only fetched ahead.
 */
export class Stack {
  private readonly kept = new Map<string, Picture>();
  private readonly ready = new Map<string, Drawable>();
  private readonly underway = new Map<string, Underway>();
  private readonly fetchFrame: Fetch;
  private readonly all: number;
  private ahead: FrameRequest[] = [];

  constructor(all: number, fetchFrame: Fetch) {
    this.all = all;
    this.fetchFrame = fetchFrame;
  }

  /** Puts in a picture that came by another way, such as inside the answer to the session. */
  keep(request: FrameRequest, picture: Picture): void {
    this.kept.set(keyOf(request), picture);
  }

  has(request: FrameRequest): boolean {
    return this.kept.has(keyOf(request));
  }

  async show(request: FrameRequest): Promise<Shown> {
    const key = keyOf(request);
    if (!this.kept.has(key)) {
      this.abortAllBut(key);
      const answer = await (this.underway.get(key)?.answer ?? this.begin(request));
      if (answer.kind !== "ok") return answer;
    }
    const picture = this.kept.get(key);
    if (picture === undefined) return { kind: "aborted" };
    try {
      return { kind: "ok", drawable: await this.decode(key, picture), picture };
    } catch {
      return { kind: "undecodable" };
    }
  }

  /** Fetches the frames around `request`, in the order in which they will probably be asked for. */
  surround(request: FrameRequest, direction: 1 | -1): void {
    this.ahead = ring(request.frame, this.all, direction, RING)
      .map((frame) => ({ ...request, frame }))
      .filter((wanted) => !this.kept.has(keyOf(wanted)));
    this.fill();
    const next = keyOf({ ...request, frame: request.frame + direction });
    const picture = this.kept.get(next);
    if (picture !== undefined) this.decode(next, picture).catch(() => undefined);
  }

  close(): void {
    this.abortAllBut(null);
    this.kept.clear();
    for (const drawable of this.ready.values()) release(drawable);
    this.ready.clear();
  }

  private fill(): void {
    while (this.underway.size < AT_ONCE) {
      const next = this.ahead.shift();
      if (next === undefined) return;
      const key = keyOf(next);
      if (this.kept.has(key) || this.underway.has(key)) continue;
      this.begin(next).then((answer) => {
        if (answer.kind === "ok" || answer.kind === "undecodable" || answer.kind === "missing") this.fill();
      });
    }
  }

  private begin(request: FrameRequest): Promise<FrameAnswer> {
    const key = keyOf(request);
    const controller = typeof AbortController === "function" ? new AbortController() : null;
    const answer = this.fetchFrame(request, controller === null ? null : controller.signal).then((got) => {
      if (this.underway.get(key)?.controller === controller) this.underway.delete(key);
      if (got.kind === "ok") this.kept.set(key, got.picture);
      forgetOldest(this.kept, MOST_KEPT, () => undefined);
      return got;
    });
    this.underway.set(key, { answer, controller });
    return answer;
  }

  private abortAllBut(key: string | null): void {
    this.ahead = [];
    this.underway.forEach((request, other) => {
      if (other === key || request.controller === null) return;
      request.controller.abort();
      this.underway.delete(other);
    });
  }

  private async decode(key: string, picture: Picture): Promise<Drawable> {
    const before = this.ready.get(key);
    if (before !== undefined) return before;
    const drawable = await decodedFrame(picture);
    this.ready.set(key, drawable);
    forgetOldest(this.ready, MOST_DECODED, release);
    return drawable;
  }
}

function keyOf(request: FrameRequest): string {
  return `${request.frame} ${request.window ?? ""} ${request.size} ${request.format}`;
}

function forgetOldest<T>(map: Map<string, T>, most: number, forget: (value: T) => void): void {
  for (const [key, value] of map) {
    if (map.size <= most) return;
    map.delete(key);
    forget(value);
  }
}

function release(drawable: Drawable): void {
  if ("close" in drawable) drawable.close();
}
