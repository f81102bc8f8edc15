import { createContext, useContext, useSyncExternalStore } from "react";
import type { Annotating } from "./annotating.ts";

export const AnnotatingContext = createContext<Annotating | null>(null);

/** What is drawn; whoever asks is drawn again when it changes. */
export function useAnnotating(): Annotating {
  const annotating = useContext(AnnotatingContext);
  if (annotating === null) throw new Error("Nothing is drawn here.");
  useSyncExternalStore(annotating.onChange, () => annotating.ticks);
  return annotating;
}
