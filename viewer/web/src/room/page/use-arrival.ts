/** How far whoever opened this page is with coming to its consult. */

import { useCallback, useEffect, useRef, useState } from "react";
import { type Arrival, arrive } from "./arrival.ts";

export type In = Extract<Arrival, { is: "in" }> & {
  /** Their session has ended, but what they had begun here is kept until the next. */
  readonly isSignedOut?: boolean;
};
export type Arrived = In | Exclude<Arrival, { is: "in" }> | { readonly is: "failed" };

const WAITS_MS = 3000;
/** Whoever was signed out is asked for when they come back to this page, and now and then while it is in sight. */
const SIGNED_OUT_MS = 10_000;

export function useArrival(): readonly [Arrived | null, () => void] {
  const [arrival, setArrival] = useState<Arrived | null>(null);
  const isFirst = useRef(true);
  // Whoever is in stays on what they have, unless it is said to be over.
  const ask = useCallback(() => {
    void arrive(isFirst.current).then(
      (found) => setArrival((before) => (before?.is === "in" ? after(before, found) : found)),
      () => setArrival((before) => (before?.is === "in" ? before : { is: "failed" })),
    );
    isFirst.current = false;
  }, []);
  useEffect(ask, [ask]);
  useEffect(() => {
    if (arrival?.is !== "waits") return undefined;
    const timer = setTimeout(ask, WAITS_MS);
    return () => clearTimeout(timer);
  }, [arrival, ask]);
  const isSignedOut = arrival?.is === "in" && arrival.isSignedOut === true;
  useEffect(() => (isSignedOut ? askInSight(ask) : undefined), [isSignedOut, ask]);
  return [arrival, ask];
}

/** What becomes of whoever was in, when they ask again. */
export function after(before: In, found: Arrival): Arrived {
  if (found.is === "signed-out") return before.isSignedOut === true ? before : { ...before, isSignedOut: true };
  if (found.is !== "in") return found.is === "nowhere" ? { is: "over" } : found;
  // What one person has begun is sent by nobody else.
  if (found.me.participant !== before.me.participant) return { is: "over" };
  return before.isSignedOut === true ? { ...before, isSignedOut: false } : before;
}

function askInSight(ask: () => void): () => void {
  const look = () => {
    if (document.visibilityState === "visible") ask();
  };
  const timer = setInterval(look, SIGNED_OUT_MS);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    removeEventListener("focus", look);
    document.removeEventListener("visibilitychange", look);
  };
}
