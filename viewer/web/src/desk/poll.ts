import { useEffect, useState } from "react";
import { ApiError } from "./api.ts";

const EVERY_MS = 15_000;
// Polling must not keep a forgotten desk signed in: the server ends a session after a quarter of an hour of silence.
const AWAKE_MS = 5 * 60_000;

/** How often a list is asked for anew: not at all when nobody has touched anything for a while. */
export function usePollInterval(everyMs: number = EVERY_MS): number | false {
  const [isAwake, setAwake] = useState(true);
  useEffect(() => {
    let timer = window.setTimeout(() => setAwake(false), AWAKE_MS);
    const wake = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setAwake(false), AWAKE_MS);
      setAwake(true);
    };
    for (const kind of ["pointerdown", "keydown", "focus"]) window.addEventListener(kind, wake);
    return () => {
      window.clearTimeout(timer);
      for (const kind of ["pointerdown", "keydown", "focus"]) window.removeEventListener(kind, wake);
    };
  }, []);
  return isAwake && everyMs;
}

/** For a question that is asked again and again: no more once the server has refused it, for each refusal is noted. */
export function usePolling(
  everyMs?: number,
): (query: { readonly state: { readonly error: Error | null } }) => number | false {
  const interval = usePollInterval(everyMs);
  return ({ state }) => (isOver(state.error) ? false : interval);
}

/** Whether asking again comes to the same: who asks may not know it any more, or it is gone. */
export function isOver(error: unknown): error is ApiError {
  return error instanceof ApiError && OVER.has(error.status);
}

const OVER = new Set([401, 403, 404, 410]);
