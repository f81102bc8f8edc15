import { IconEyeOff } from "@tabler/icons-react";
import { useContext, useEffect, useRef, useState } from "react";
import { AbovePlaceContext } from "../above.ts";
import { AnnotationLayer } from "../annotations/layer.tsx";
import { useWords } from "../../desk/words/language.ts";
import { run } from "../commands.ts";
import { useEngineValue, useWorkspace } from "../workspace.tsx";
import { Corners } from "./corners.tsx";
import { Lines } from "./lines.tsx";
import { Lacking, NotHere } from "./not-here.tsx";
import { Standing, useStanding } from "./standing.tsx";

/** A place of the layout: a picture of the server's until the engine has drawn the same frame sharp. */
export function Place({ index }: { index: number }) {
  const { viewer: words, shown } = useWords();
  const { engine, study, others, hasTexts, hasOverlays } = useWorkspace();
  const isActive = useEngineValue(({ state }) => state.active === index && state.viewports.length > 1, false);
  const drawn = useEngineValue((each) => each.drawn(index), null);
  const failure = useEngineValue((each) => each.failure(index), null);
  const lack = useEngineValue((each) => each.lack(index), null);
  const standing = useStanding(index);
  const Above = useContext(AbovePlaceContext);
  const [come, setCome] = useState("");
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
      {(drawn === null || failure !== null) && standing !== null && (
        // Another picture is another element: what stood here before is not seen under the number of what comes.
        <Standing key={standing.address} {...standing} came={() => setCome(standing.address)} />
      )}
      <div ref={canvas} className="canvas" onContextMenu={(event) => event.preventDefault()}>
        <AnnotationLayer index={index} />
      </div>
      <Lines index={index} />
      {Above !== null && <Above index={index} />}
      {hasTexts && <Corners index={index} />}
      {!hasOverlays && (
        // Of its own, for texts are switched off by themselves.
        <p className="bare-mark">
          <IconEyeOff size={16} aria-hidden /> {shown.overlaysHidden}
        </p>
      )}
      {failure !== null && <NotHere index={index} why={failure} isInstead={come === standing?.address} />}
      {failure === null && lack !== null && <Lacking index={index} why={lack} />}
    </section>
  );
}
