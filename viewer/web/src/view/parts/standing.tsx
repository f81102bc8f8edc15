import { useLayoutEffect, useRef, useState } from "react";
import { type Extent, lieOf } from "../../engine/flat-ground.ts";
import { pictureAddress } from "../../engine/pages.ts";
import type { ViewportState } from "../../engine/view-state.ts";
import { useEngineState, useWorkspace } from "../workspace.tsx";

interface Shown {
  readonly address: string;
  readonly extent: Extent;
  readonly state: ViewportState;
}

/** What the server makes of the frame of a place; null where nothing of the kind can stand there. */
export function useStanding(index: number): Shown | null {
  const { study, others, first } = useWorkspace();
  const state = useEngineState().viewports[index];
  if (state == null || state.plane !== "acquired" || first === undefined) return null;
  const [id, key] = state.series.split("/", 2);
  const series = [study, ...others].find((each) => String(each.id) === id)?.series.find((each) => each.key === key);
  const frame = series?.frames[state.page];
  const extent = frame === undefined ? undefined : series?.facts[frame[2]];
  if (frame === undefined || extent === undefined) return null;
  const { window } = state;
  const isPlain = first?.page === `filmless:${frame[0]}/${frame[1]}` && window === null;
  const address = isPlain
    ? first.address
    : pictureAddress({ instance: frame[0], frame: frame[1] }, window === null ? 512 : 1024, window ?? undefined);
  return { address, extent, state };
}

/** The server's picture of a frame, which lies where the engine would draw it. */
export function Standing({ address, extent, state, came }: Shown & { came: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  // Before it is painted for the first time: it doesn't jump.
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  const { width, height, matrix } = lieOf(extent, state, size);
  const filter = state.isInverted ? "invert(1)" : "none";
  const style = { width, height, transform: `matrix(${matrix.join()})`, filter };
  return (
    <div ref={place} className="stands">
      <img className="standing" src={address} alt="" draggable={false} style={style} onLoad={came} />
    </div>
  );
}
