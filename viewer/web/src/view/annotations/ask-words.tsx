import { useEffect, useRef } from "react";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Hand } from "./hand.ts";

/** Asks for the words of a figure, where it was drawn. */
export function AskWords({ hand, at, label }: { hand: Hand; at: PlanePoint; label: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const element = input.current;
    if (element === null) return undefined;
    // The picture around it takes keys and presses for itself unless they stop here.
    const stop = (event: Event) => event.stopPropagation();
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") element.value = "";
      if (event.key === "Enter" || event.key === "Escape") element.blur();
      event.stopPropagation();
    };
    element.addEventListener("keydown", key);
    for (const name of ["mousedown", "touchstart", "wheel"]) element.addEventListener(name, stop);
    element.focus();
    return () => {
      element.removeEventListener("keydown", key);
      for (const name of ["mousedown", "touchstart", "wheel"]) element.removeEventListener(name, stop);
    };
  }, []);
  return (
    <input
      ref={input}
      className="ask-words"
      style={{ left: `min(${at[0]}px, calc(100% - 12rem))`, top: `min(${at[1]}px, calc(100% - 3rem))` }}
      aria-label={label}
      placeholder={label}
      maxLength={500}
      onBlur={(event) => hand.say(event.currentTarget.value)}
    />
  );
}
