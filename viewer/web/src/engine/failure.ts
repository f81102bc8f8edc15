/** What went wrong with something that was asked for, as a word that the page has a sentence for. */

import { FrameError } from "./frames.ts";

/** Why a frame is not here: nothing came, the server gave none of it, or what came can't be drawn by this browser. */
export type Failure = "connection" | "signed-out" | "refused" | "missing" | "server" | "unreadable";

export function failureOf(error: unknown): Failure {
  if (error instanceof FrameError) {
    if (error.status === 401) return "signed-out";
    if (error.status === 403) return "refused";
    return error.status === 404 || error.status === 410 ? "missing" : "server";
  }
  // What `fetch` throws when nothing came; decoders throw errors of other kinds.
  return error instanceof TypeError ? "connection" : "unreadable";
}
