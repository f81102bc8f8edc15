/** The keys that turn pages, the same as in the whole viewer. */

import { useEffect } from "react";
import { TYPED } from "../page/keys.ts";
import type { LightScreen } from "./light-screen.ts";

const TURNS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowLeft: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

export function useLightKeys(screen: LightScreen): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const by = TURNS[event.key];
      const target = event.target instanceof Element ? event.target : null;
      if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      // What is read below the picture is scrolled by them.
      if (target?.closest(`${TYPED}, .light-sheet`) != null) return;
      screen.scroll(by);
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [screen]);
}
