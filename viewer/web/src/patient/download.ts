import { askedSeconds, pauseMs } from "./patience.ts";

/** How far a download is. */
export interface Progress {
  readonly done: number;
  /** null: not known yet. */
  readonly all: number | null;
  readonly isPaused: boolean;
}

export interface Download {
  readonly finished: Promise<Ended>;
  stop(): void;
}

/** How a download has ended; the server's status says why it goes no further. */
export type Ended =
  | { readonly kind: "whole"; readonly blob: Blob }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "stopped" };

const PART_BYTES = 4 * 1024 * 1024;
const FIRST_PAUSE_MS = 3000;

type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/**
 * Downloads a file and goes on where it stopped when the network goes away and comes back. The server's files are the
 * same bytes each time they are made, and their tag changes with them: a part of another version is never joined.
 */
export function startDownload(
  address: string,
  told: (progress: Progress) => void,
  fetchPart: Fetch = (url, init) => fetch(url, init),
  firstPauseMs = FIRST_PAUSE_MS,
): Download {
  const controller = typeof AbortController === "function" ? new AbortController() : null;
  const state: State = {
    parts: [],
    done: 0,
    all: null,
    etag: null,
    isStopped: false,
    type: "",
    askedSeconds: 0,
    status: 0,
  };
  let failures = 0;
  let wake = () => undefined as void;
  const run = async (): Promise<Ended> => {
    while (!state.isStopped) {
      const before = state.done;
      const outcome = await readOn(address, state, told, fetchPart, controller);
      if (outcome === "whole") return { kind: "whole", blob: new Blob(state.parts, { type: state.type }) };
      if (outcome === "refused") return { kind: "refused", status: state.status };
      failures = state.done > before ? 0 : failures + 1;
      told({ done: state.done, all: state.all, isPaused: true });
      const ms = pauseMs(failures, state.askedSeconds, firstPauseMs);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, ms);
      });
    }
    return { kind: "stopped" };
  };
  return {
    finished: run(),
    stop: () => {
      state.isStopped = true;
      controller?.abort();
      wake();
    },
  };
}

interface State {
  parts: BlobPart[];
  done: number;
  all: number | null;
  etag: string | null;
  isStopped: boolean;
  type: string;
  /** When the server asked to come back for the rest. */
  askedSeconds: number;
  /** What the server answered last. */
  status: number;
}

type Outcome = "whole" | "broken" | "refused";

async function readOn(
  address: string,
  state: State,
  told: (progress: Progress) => void,
  fetchPart: Fetch,
  controller: AbortController | null,
): Promise<Outcome> {
  try {
    state.askedSeconds = 0;
    const response = await fetchPart(address, partRequest(state, controller));
    state.status = response.status;
    state.askedSeconds = response.status === 503 ? askedSeconds(response.headers) : 0;
    if (!accept(state, response)) return response.status >= 500 ? "broken" : "refused";
    await readBody(response, state, told);
    if (state.all !== null && state.done < state.all) return "broken";
    return state.all === null || state.done === state.all ? "whole" : "refused";
  } catch {
    return "broken";
  }
}

function partRequest(state: State, controller: AbortController | null): RequestInit {
  const headers: Record<string, string> = {};
  if (state.done > 0 && state.etag !== null) {
    headers["Range"] = `bytes=${state.done}-`;
    headers["If-Range"] = state.etag;
  }
  const init: RequestInit = { headers, credentials: "same-origin", cache: "no-store" };
  if (controller !== null) init.signal = controller.signal;
  return init;
}

/** A whole answer to a request for a part means that the file has changed: it begins anew. */
function accept(state: State, response: Response): boolean {
  if (response.status === 200) {
    state.parts = [];
    state.done = 0;
    state.etag = response.headers.get("ETag");
    state.type = response.headers.get("Content-Type") ?? "";
    state.all = Number(response.headers.get("Content-Length")) || null;
    return true;
  }
  const total = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "");
  if (response.status !== 206 || total === null || Number(total[1]) !== state.done) return false;
  state.all = Number(total[2]);
  return true;
}

/** Small pieces are joined to parts that the browser may keep on its disk rather than in memory. */
async function readBody(response: Response, state: State, told: (progress: Progress) => void): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error("This browser reads no streams.");
  let pieces: BlobPart[] = [];
  let pieceBytes = 0;
  const join = () => {
    if (pieceBytes > 0) state.parts.push(new Blob(pieces));
    pieces = [];
    pieceBytes = 0;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) return;
      pieces.push(value);
      pieceBytes += value.length;
      state.done += value.length;
      if (pieceBytes >= PART_BYTES) join();
      told({ done: state.done, all: state.all, isPaused: false });
    }
  } finally {
    join();
  }
}

/** Hands a finished file to the browser's own downloads. */
export function save(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  document.body.appendChild(link);
  link.click();
  document.body.removeChild(link);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Only where a stream can be read and the file fits into what a phone's browser keeps aside. */
export function canDownloadInPage(bytes: number): boolean {
  const hasStreams =
    typeof ReadableStream === "function" && typeof Response === "function" && "body" in Response.prototype;
  return hasStreams && bytes <= 1_500_000_000;
}
