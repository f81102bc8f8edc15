/** Whom one is about to name in what one writes, and which of those who fit is chosen. */

import { useState } from "react";
import type { Person } from "../wire.ts";
import { asked, completed, completions } from "./mentions.ts";

export function useNaming(people: readonly Person[], text: string, isComposing: boolean) {
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  /** Where a list was closed that nobody wanted. */
  const [dismissed, setDismissed] = useState<number | null>(null);
  const names = people.map(({ name }) => name);
  const naming = isComposing ? null : asked(text, caret, names);
  const offered = naming === null || naming.from === dismissed ? [] : completions(people, naming.letters);
  const now = Math.min(at, offered.length - 1);
  return {
    offered,
    chosen: offered[now] ?? null,
    /** One writes, or moves, to there. */
    write: (to: number) => {
      setCaret(to);
      if (asked(text, to) === null) setDismissed(null);
    },
    step: (by: 1 | -1) => setAt((now + by + offered.length) % offered.length),
    dismiss: () => setDismissed(naming?.from ?? null),
    complete: (name: string) => {
      const done = completed(text, caret, name);
      setCaret(done.at);
      setAt(0);
      return done;
    },
  };
}
