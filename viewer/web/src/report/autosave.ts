import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, postKept, postLast } from "../desk/api.ts";
import { resumeAs, useSession } from "../desk/session.tsx";
import { holdWords, wakeWords } from "../desk/unsaved.ts";
import { type Body, type SaveState, Saver, SOMEBODY_ELSE, type Text } from "./saver.ts";
import type { Work } from "./types.ts";

// A browser finishes at most 64 KB when a page is left: the text that is on its way, and the one that follows it.
const KEPT_BYTES = 30_000;

// One listener of the window, however often it is added: words that have left the screen are still tried again by it.
const WAKING = ["focus", "pointerdown"];

export interface Autosave {
  state: SaveState;
  touch: () => void;
  /** Saves at once what is not saved; true when the server has everything. */
  flush: () => Promise<boolean>;
  /** Keeps this window's text although another one has saved since. */
  force: () => Promise<boolean>;
  /** The state of the text that stands on this screen. */
  revision: () => number;
}

/** Saves what is written while this is on the screen, and what was typed last when it is left. */
export function useAutosave(work: Work, text: () => Text): Autosave {
  const [state, setState] = useState<SaveState>({ kind: "saved", at: work.saved_at });
  const read = useRef(text);
  read.current = text;
  const path = `/reporting/works/${work.id}/save`;
  const { login } = useSession().session;
  const [saver] = useState(() => new Saver(work.revision, wireOf(path, login), setState));

  useEffect(() => {
    const close = () => saver.close();
    const ask = (event: BeforeUnloadEvent) => {
      if (saver.isAtRisk) event.preventDefault();
    };
    addEventListener("pagehide", close);
    addEventListener("beforeunload", ask);
    for (const kind of WAKING) addEventListener(kind, wakeWords);
    const release = holdWords(saver);
    return () => {
      release();
      removeEventListener("pagehide", close);
      removeEventListener("beforeunload", ask);
      saver.leave();
    };
  }, [saver]);

  const touch = useCallback(() => saver.touch(read.current()), [saver]);
  const flush = useCallback(() => saver.flush(), [saver]);
  const force = useCallback(() => saver.force(read.current()), [saver]);
  const revision = useCallback(() => saver.revision, [saver]);
  return { state, touch, flush, force, revision };
}

function wireOf(path: string, login: string) {
  const isKept = (body: Body) => new Blob([JSON.stringify(body)]).size <= KEPT_BYTES;
  const send = (body: Body) => postKept<{ revision: number; saved_at: string }>(path, body, isKept(body));
  return {
    isKept,
    save: (body: Body) => send(body).catch((error: unknown) => sentAnew(error, login, () => send(body))),
    last: (body: Body) => postLast(path, body),
  };
}

/** Sends again under a session that was begun since, perhaps in another tab, if the former one is why it was refused. */
async function sentAnew<T>(error: unknown, login: string, send: () => Promise<T>): Promise<T> {
  const isSession = error instanceof ApiError && (error.status === 401 || error.problem === "stale-page");
  if (!isSession) throw error;
  if (!(await resumeAs(login))) throw new ApiError(401, { problem: SOMEBODY_ELSE });
  return send();
}
