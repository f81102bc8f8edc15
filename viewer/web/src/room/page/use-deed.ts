/** One deed at a time: a second touch while the first is on its way does nothing. */

import { useCallback, useRef, useState } from "react";
import { ApiError } from "../../desk/api.ts";

export interface Deed {
  readonly isDoing: boolean;
  /** Why the last one came to nothing. */
  readonly why: ApiError | null;
  readonly act: <T>(send: () => Promise<T>, done: (answer: T) => void) => void;
}

export function useDeed(): Deed {
  const [isDoing, setDoing] = useState(false);
  const [why, setWhy] = useState<ApiError | null>(null);
  // Two touches may come before anything is drawn anew.
  const isOnTheWay = useRef(false);
  const act = useCallback(<T>(send: () => Promise<T>, done: (answer: T) => void) => {
    if (isOnTheWay.current) return;
    isOnTheWay.current = true;
    setDoing(true);
    setWhy(null);
    void send()
      .then(done, (error: unknown) => setWhy(error instanceof ApiError ? error : new ApiError(0)))
      .finally(() => {
        isOnTheWay.current = false;
        setDoing(false);
      });
  }, []);
  return { isDoing, why, act };
}
