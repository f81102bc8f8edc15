import { useEffect, useRef } from "react";
import { AnnotationLayer } from "../annotations/layer.tsx";
import { useWords } from "../../desk/words/language.ts";
import { pictureAddress } from "../../engine/pages.ts";
import type { ViewportState } from "../../engine/view-state.ts";
import { run } from "../commands.ts";
import { useEngineState, useEngineValue, useWorkspace } from "../workspace.tsx";
import { Corners } from "./corners.tsx";
import { Lines } from "./lines.tsx";
import { NotHere } from "./not-here.tsx";

/** A place of the layout: a picture of the server's until the engine has drawn the same frame sharp. */
export function Place({ index }: { index: number }) {
  const words = useWords().viewer;
  const { engine, study, others, hasTexts } = useWorkspace();
  const isActive = useEngineValue(({ state }) => state.active === index && state.viewports.length > 1, false);
  const drawn = useEngineValue((each) => each.drawn(index), null);
  const failure = useEngineValue((each) => each.failure(index), null);
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (engine === null || element === null) return undefined;
    engine.place(index, element);
    return () => engine.take(index);
  }, [engine, index]);
  const activate = () => {
    if (engine !== null && engine.state.active !== index) engine.apply({ ...engine.state, active: index });
  };
  return (
    <section
      className="place"
      data-active={isActive ? "" : undefined}
      data-drawn={drawn ?? undefined}
      data-place={index}
      aria-label={words.place(index + 1)}
      onPointerDownCapture={activate}
      onDoubleClick={() => engine !== null && run("single", { engine, studies: [study, ...others] })}
    >
      {(drawn === null || failure !== null) && <Standing index={index} />}
      <div ref={canvas} className="canvas" onContextMenu={(event) => event.preventDefault()}>
        <AnnotationLayer index={index} />
      </div>
      <Lines index={index} />
      {hasTexts && <Corners index={index} />}
      {failure !== null && <NotHere index={index} why={failure} />}
    </section>
  );
}

/** The server's picture of the frame that is on its way. */
function Standing({ index }: { index: number }) {
  const { study, others, first } = useWorkspace();
  const state = useEngineState();
  const wanted = state.viewports[index];
  if (wanted == null || wanted.plane !== "acquired" || first === undefined) return null;
  const [id, key] = wanted.series.split("/", 2);
  const series = [study, ...others].find((each) => String(each.id) === id)?.series.find((each) => each.key === key);
  const frame = series?.frames[wanted.page];
  if (frame === undefined) return null;
  const isFirst = first?.page === `filmless:${frame[0]}/${frame[1]}`;
  const { window } = wanted;
  const isPlain = isFirst && window === null;
  const address = isPlain
    ? first.address
    : pictureAddress({ instance: frame[0], frame: frame[1] }, window === null ? 512 : 1024, window ?? undefined);
  return <img className="standing" src={address} alt="" draggable={false} style={asHung(wanted)} />;
}

/** It stands where the sharp one will stand, as large and turned as that. */
function asHung(state: ViewportState): React.CSSProperties {
  const { hung, isFlippedHorizontally, isFlippedVertically, zoom, pan, rotation } = state;
  const isMirrored = hung !== null && isFlippedHorizontally;
  const side = hung === null ? "center" : (hung.side === "left") === isMirrored ? "right" : "left";
  const [across, down] = [isFlippedHorizontally ? -zoom : zoom, isFlippedVertically ? -zoom : zoom];
  const isTurned = across !== 1 || down !== 1 || rotation !== 0 || pan[0] !== 0 || pan[1] !== 0;
  // Moved in heights of the place, as pictures are.
  const moved = `translate(${pan[0] * zoom * 100}cqh, ${pan[1] * zoom * 100}cqh)`;
  return {
    objectPosition: `${side} center`,
    filter: state.isInverted ? "invert(1)" : "none",
    ...(isTurned ? { transform: `${moved} rotate(${rotation}deg) scale(${across}, ${down})` } : {}),
  };
}
