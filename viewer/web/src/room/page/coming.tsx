import { type ComponentType, lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { Boundary } from "../../view/panels/boundary.tsx";
import { Whole } from "./instead.tsx";
import { useRoomWords } from "./spoken.ts";

/** A part of the room whose code comes by itself; without the whole of it (`isWhole`) there is no page. */
export function Coming<P extends object>(props: {
  bring: () => Promise<{ readonly default: ComponentType<P> }>;
  isWhole?: boolean;
  children: (Part: ComponentType<P>) => ReactNode;
}) {
  const { bring, isWhole = false, children } = props;
  const [tries, setTries] = useState(0);
  // What has failed once stays failed: each try has another of its own.
  const Part = useMemo(() => ({ tries, of: lazy(bring) }), [bring, tries]).of;
  const notCome = <NotCome again={() => setTries((before) => before + 1)} />;
  return (
    <Boundary key={tries} instead={isWhole ? <Whole>{notCome}</Whole> : notCome}>
      <Suspense>{children(Part)}</Suspense>
    </Boundary>
  );
}

function NotCome({ again }: { again: () => void }) {
  const words = useRoomWords();
  return (
    <div className="not-come" role="alert">
      <p>{words.notCome}</p>
      <button type="button" className="room-button primary" onClick={again}>
        {words.again}
      </button>
      <button type="button" className="room-button" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </div>
  );
}
