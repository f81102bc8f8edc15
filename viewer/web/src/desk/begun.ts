/** What somebody has begun to write in a page, kept while they look at something else in it: nothing is lost with its panel. */

import { createContext, useCallback, useContext, useState } from "react";

export type Begun = Map<string, unknown>;

/** null: it lasts as long as the place where it is written. */
export const BegunContext = createContext<Begun | null>(null);

/** As useState, by a name that is this page's own: whoever comes back finds what they had begun. */
export function useBegun<T>(name: string, first: T): readonly [T, (now: T) => void] {
  const begun = useContext(BegunContext);
  const [value, setValue] = useState<T>(() => (begun?.has(name) === true ? (begun.get(name) as T) : first));
  const change = useCallback(
    (now: T) => {
      begun?.set(name, now);
      setValue(now);
    },
    [begun, name],
  );
  return [value, change];
}
