import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, post, postLast } from "../desk/api.ts";
import type { ReportLanguage, Sections, Work } from "./types.ts";

const AFTER_MS = 1500;
const AGAIN_MS = 5000;

export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "failed" }
  /** Nothing is saved until somebody decides: another window, somebody else, or it was signed. */
  | { kind: "refused"; error: ApiError };

export interface Autosave {
  state: SaveState;
  touch: () => void;
  /** Saves at once what is not saved; true when the server has everything. */
  flush: () => Promise<boolean>;
  /** Keeps this window's text although another one has saved since. */
  force: () => Promise<boolean>;
}

interface Text {
  language: ReportLanguage;
  sections: Sections;
}

/** Saves a moment after every change, one save at a time, and once more when the page is left. */
export function useAutosave(work: Work, text: () => Text): Autosave {
  const [state, setState] = useState<SaveState>({ kind: "saved", at: work.saved_at });
  const revision = useRef(work.revision);
  const isDirty = useRef(false);
  const isRefused = useRef(false);
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef(0);
  const read = useRef(text);
  read.current = text;
  // As it was after the last change: when the page is left, its editors may be gone before it is sent.
  const latest = useRef<Text | null>(null);
  const path = `/reporting/works/${work.id}/save`;

  const save = useCallback(
    async (isForced: boolean): Promise<boolean> => {
      if (running.current !== null) await running.current;
      if (!isForced && (isRefused.current || !isDirty.current)) return !isRefused.current;
      const send = async () => {
        isDirty.current = false;
        setState({ kind: "saving" });
        try {
          const body = { ...(latest.current ?? read.current()), revision: revision.current, is_forced: isForced };
          const answer = await post<{ revision: number; saved_at: string }>(path, body);
          revision.current = answer.revision;
          isRefused.current = false;
          setState(isDirty.current ? { kind: "unsaved" } : { kind: "saved", at: answer.saved_at });
          return true;
        } catch (error) {
          isDirty.current = true;
          if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 408) {
            isRefused.current = true;
            setState({ kind: "refused", error });
          } else {
            setState({ kind: "failed" });
            window.clearTimeout(timer.current);
            timer.current = window.setTimeout(() => void save(false), AGAIN_MS);
          }
          return false;
        } finally {
          running.current = null;
        }
      };
      running.current = send();
      return running.current;
    },
    [path],
  );

  const touch = useCallback(() => {
    isDirty.current = true;
    latest.current = read.current();
    if (isRefused.current) return;
    setState((now) => (now.kind === "failed" ? now : { kind: "unsaved" }));
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void save(false), AFTER_MS);
  }, [save]);

  useEffect(() => {
    const leave = () => {
      if (!isDirty.current || isRefused.current || running.current !== null) return;
      isDirty.current = false;
      if (latest.current !== null) postLast(path, { ...latest.current, revision: revision.current, is_forced: false });
      revision.current += 1;
    };
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      window.clearTimeout(timer.current);
      leave();
    };
  }, [path]);

  const flush = useCallback(() => save(false), [save]);
  const force = useCallback(() => save(true), [save]);
  return { state, touch, flush, force };
}
