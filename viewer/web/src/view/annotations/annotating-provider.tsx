import { type ReactNode, useEffect, useMemo } from "react";
import { usePollInterval } from "../../desk/poll.ts";
import { Annotating } from "./annotating.ts";
import { measuring } from "./live.ts";
import { AnnotatingContext } from "./use-annotating.ts";
import { useAnnotationKeys } from "./use-keys.ts";
import { useWorkspace } from "../workspace.tsx";

/** Gives everything below what is drawn in the open studies. */
export function AnnotatingProvider({ children }: { children: ReactNode }) {
  const { study, others, engine } = useWorkspace();
  const ids = [study, ...others].map(({ id }) => id).join();
  const live = useMemo(measuring, []);
  useEffect(() => {
    live.engine = engine;
    live.studies = [study, ...others];
  }, [live, engine, study, others]);
  const annotating = useMemo(() => new Annotating(ids.split(",").map(Number), live.measure), [ids, live]);
  useColleagues(annotating);
  return (
    <AnnotatingContext value={annotating}>
      <Keys />
      {children}
    </AnnotatingContext>
  );
}

const EVERY_MS = 3000;

/** What colleagues draw appears within seconds, as long as somebody sits here and looks. */
function useColleagues(annotating: Annotating): void {
  const everyMs = usePollInterval(EVERY_MS);
  useEffect(() => {
    if (everyMs === false) return undefined;
    const ask = () => {
      if (document.visibilityState === "visible") annotating.catchUp();
    };
    const timer = setInterval(ask, everyMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [annotating, everyMs]);
}

function Keys() {
  useAnnotationKeys();
  return null;
}
