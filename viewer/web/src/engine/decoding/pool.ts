/** A few workers that decode, each one frame at a time; what is waited for before what is fetched ahead. */

import type { FileWindow, FrameFacts } from "../study.ts";
import type { Values, ValueType } from "../values.ts";

export type CodeStream = "image/jls" | "image/j2c" | "image/jphc";
/** What a frame travels as; `samples` are bytes that the page has decoded itself. */
export type FrameForm = CodeStream | "image/jpeg" | "application/octet-stream" | "samples";

export interface Job {
  readonly id: number;
  readonly form: FrameForm;
  readonly data: ArrayBuffer;
  /** What the values must become. */
  readonly facts: FrameFacts;
  readonly type: ValueType;
}

/** Has a decoder made ready before its first frame is here. */
export interface Readiness {
  readonly ready: CodeStream;
}

export interface Decoded {
  readonly values: Values;
  /** The window with which it is first shown; null for colours. */
  readonly window: FileWindow | null;
}

export type Answer =
  { readonly id: number; readonly decoded: Decoded } | { readonly id: number; readonly error: string };

interface Waiting {
  readonly job: Job;
  readonly resolve: (decoded: Decoded) => void;
  readonly reject: (error: Error) => void;
}

interface Hand {
  readonly worker: Worker;
  busy: Waiting | null;
}

const MOST = Math.min(Math.max(navigator.hardwareConcurrency || 2, 2), 4);
const hands: Hand[] = [];
const queue: Waiting[] = [];
let count = 0;

export function decode(job: Omit<Job, "id">, isUrgent: boolean): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    const waiting = { job: { ...job, id: ++count }, resolve, reject };
    if (isUrgent) queue.unshift(waiting);
    else queue.push(waiting);
    next();
  });
}

/** Has one worker make a decoder ready, before the first frame is here. */
export function expect(form: CodeStream): void {
  if (typeof Worker === "undefined") return;
  const [hand] = hands.length > 0 ? hands : [hire()];
  hand?.worker.postMessage({ ready: form } satisfies Readiness);
}

function next(): void {
  while (queue.length > 0) {
    const hand = hands.find(({ busy }) => busy === null) ?? (hands.length < MOST ? hire() : undefined);
    if (hand === undefined) return;
    const waiting = queue.shift();
    if (waiting === undefined) return;
    hand.busy = waiting;
    hand.worker.postMessage(waiting.job, [waiting.job.data]);
  }
}

function hire(): Hand {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const hand: Hand = { worker, busy: null };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const { busy } = hand;
    hand.busy = null;
    if ("error" in data) busy?.reject(new Error(data.error));
    else busy?.resolve(data.decoded);
    next();
  };
  worker.onerror = () => {
    // A decoder that broke its worker costs one frame; the next frame gets a new worker.
    hands.splice(hands.indexOf(hand), 1);
    hand.busy?.reject(new Error("The decoder broke."));
    worker.terminate();
    next();
  };
  hands.push(hand);
  return hand;
}
