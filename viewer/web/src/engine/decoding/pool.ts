/** A few workers that decode, each one frame at a time. */

export type CodeStream = "image/jls" | "image/j2c" | "image/jphc";

export interface Job {
  readonly id: number;
  readonly form: CodeStream;
  readonly data: ArrayBuffer;
}

export interface Decoded {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bytes of a sample. */
  readonly bytes: 1 | 2;
  readonly isSigned: boolean;
  readonly samples: ArrayBuffer;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (decoded: Decoded) => void;
  readonly reject: (error: Error) => void;
}

interface Hand {
  readonly worker: Worker;
  busy: Waiting | null;
}

const MOST = Math.min(Math.max((navigator.hardwareConcurrency || 2) - 1, 1), 4);
const hands: Hand[] = [];
const queue: Waiting[] = [];
let count = 0;

export function decode(form: CodeStream, data: ArrayBuffer): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    queue.push({ job: { id: ++count, form, data }, resolve, reject });
    next();
  });
}

/** Has one worker make a decoder ready, before the first frame is here. */
export function expect(form: CodeStream): void {
  const [hand] = hands.length > 0 ? hands : [hire()];
  hand?.worker.postMessage({ id: 0, form, data: new ArrayBuffer(0) } satisfies Job);
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
  worker.onmessage = ({ data }: MessageEvent<{ id: number; decoded?: Decoded; error?: string }>) => {
    const { busy } = hand;
    hand.busy = null;
    if (data.decoded === undefined) busy?.reject(new Error(data.error));
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
