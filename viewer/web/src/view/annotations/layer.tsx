import { useElementSize } from "@mantine/hooks";
import { useMemo, useReducer, useRef } from "react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { isDrawn } from "../../engine/annotations/kinds.ts";
import { useEngineTicks, useWorkspace } from "../workspace.tsx";
import { AskWords } from "./ask-words.tsx";
import { Drawings } from "./drawings.tsx";
import { groundOf } from "./ground.ts";
import { Hand } from "./hand.ts";
import type { Box } from "./label-places.ts";
import { useAnnotating } from "./use-annotating.ts";
import { useHands } from "./use-hands.ts";
import "./annotations.css";

/** What is drawn on the picture of a place, and the hand that draws on it. */
export function AnnotationLayer({ index }: { index: number }) {
  const { engine } = useWorkspace();
  return engine === null ? null : <Layer engine={engine} index={index} />;
}

function Layer({ engine, index }: { engine: Engine; index: number }) {
  const words = useWords();
  const annotating = useAnnotating();
  const { may } = useSession();
  const { hasOverlays } = useWorkspace();
  const [, changed] = useReducer((count: number) => count + 1, 0);
  useEngineTicks();
  const hand = useMemo(() => new Hand(engine, index, annotating, changed), [engine, index, annotating]);
  const svg = useRef<SVGSVGElement>(null);
  const { ref, ...screen } = useElementSize<HTMLDivElement>();
  const ground = groundOf(engine, index);
  const mayDraw = may("annotate") && ground !== null && annotating.mayDraw(ground.study);
  useHands(svg, hand, mayDraw);
  const shown = ground === null ? [] : annotating.seen(ground.study).filter((each) => ground.holds(each.annotation));
  const isKey = shown.some(({ annotation }) => annotation.kind === "key-image");
  const isDrawing = isDrawn(engine.tool) && mayDraw;
  return (
    <div ref={ref} className="annotation-layer" onDoubleClick={(event) => isDrawing && event.stopPropagation()}>
      <svg
        ref={svg}
        aria-label={words.drawn.layer}
        role="img"
        data-drawing={isDrawing ? "" : undefined}
        data-hidden={hasOverlays || isDrawing ? undefined : ""}
      >
        {ground !== null && (
          <Drawings
            engine={engine}
            ground={ground}
            hand={hand}
            shown={shown}
            screen={screen}
            taken={cornersOf(svg.current)}
          />
        )}
      </svg>
      {isKey && (
        <span className="key-mark" title={words.drawn.isKey}>
          ★
        </span>
      )}
      {hand.asking !== null && <AskWords hand={hand} at={hand.asking.at} label={words.drawn.words} />}
    </div>
  );
}

/** Where the texts around a picture stand, as the layer counts; nothing that is drawn says something over them. */
function cornersOf(svg: SVGSVGElement | null): Box[] {
  const place = svg?.closest(".place");
  if (svg == null || place == null) return [];
  const { left, top } = svg.getBoundingClientRect();
  return [...place.querySelectorAll(".corner, .scale-bar, .edge")].map((each) => {
    const box = each.getBoundingClientRect();
    return { left: box.left - left, top: box.top - top, width: box.width, height: box.height };
  });
}
