import { type ReactNode, useEffect, useState } from "react";
import { useEngineValue } from "../workspace.tsx";

/** A picture that does not come keeps nobody from the tools. */
const LONGEST_MS = 1500;

/** What stands around the pictures: the first of them has the page for itself until it is drawn. */
export function AfterPicture({ children }: { children: ReactNode }) {
  const [isTime, setTime] = useState(false);
  const isThere = useEngineValue(
    (engine) => engine.state.viewports.every((each, index) => each === null || engine.drawn(index) !== null),
    false,
  );
  useEffect(() => {
    if (isThere) setTime(true);
  }, [isThere]);
  useEffect(() => {
    const timer = setTimeout(() => setTime(true), LONGEST_MS);
    return () => clearTimeout(timer);
  }, []);
  return isTime ? children : null;
}
