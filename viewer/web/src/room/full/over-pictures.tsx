import { useEffect, useReducer, useRef } from "react";
import type { Engine } from "../../engine/engine.ts";
import { groundOf, type Grounds } from "../../view/annotations/ground.ts";
import { useEngineTicks, useWorkspace } from "../../view/workspace.tsx";
import { Pointers } from "../page/pointers.tsx";
import { useInRoom } from "../page/use-room.ts";

/** Over the picture of a place: where everybody points. One's own pointer is told from here. */
export function OverPicture({ index }: { index: number }) {
  const { engine } = useWorkspace();
  return engine === null ? null : <Over engine={engine} index={index} />;
}

function Over({ engine, index }: { engine: Engine; index: number }) {
  useEngineTicks();
  const layer = useRef<HTMLDivElement>(null);
  usePointing(layer, engine, index);
  return (
    <div ref={layer} className="pointers">
      <Pointers ground={groundOf(engine, index)} />
    </div>
  );
}

/** What moves over the picture below is told; fingers scroll there, and point in their own way. */
function usePointing(layer: React.RefObject<HTMLDivElement | null>, shows: Grounds, index: number): void {
  const { pointing } = useInRoom();
  useEffect(() => {
    const place = layer.current?.closest<HTMLElement>(".place");
    if (place == null) return undefined;
    const move = (event: PointerEvent) => {
      const { left, top } = place.getBoundingClientRect();
      if (event.pointerType !== "touch") pointing.move(shows, index, [event.clientX - left, event.clientY - top]);
    };
    const leave = () => pointing.leave();
    place.addEventListener("pointermove", move);
    place.addEventListener("pointerleave", leave);
    return () => {
      place.removeEventListener("pointermove", move);
      place.removeEventListener("pointerleave", leave);
    };
  }, [layer, pointing, shows, index]);
}

/** Draws again with every change of what shows pictures. */
export function useShown(shows: Pick<Engine, "onChange">): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => shows.onChange(again), [shows]);
}
