import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { drawn as en } from "../../desk/words/en-annotations.ts";
import { drawn as zh } from "../../desk/words/zh-annotations.ts";
import { isDrawn } from "../../engine/annotations/kinds.ts";
import type { Shown } from "../../engine/annotations/store.ts";
import type { Annotating } from "../../view/annotations/annotating.ts";
import { AskWords } from "../../view/annotations/ask-words.tsx";
import { Figure, type FigureProps } from "../../view/annotations/figure.tsx";
import { type Ground, groundOf } from "../../view/annotations/ground.ts";
import { Hand, handlesOf } from "../../view/annotations/hand.ts";
import { marksOf, placeLabels } from "../../view/annotations/label-places.ts";
import { sizeOf } from "../../view/annotations/label-size.ts";
import type { Live } from "../../view/annotations/live.ts";
import { toldValues } from "../../view/annotations/told.ts";
import { useHands } from "../../view/annotations/use-hands.ts";
import { figureOf } from "../../engine/annotations/drawing.ts";
import { Pointers } from "../page/pointers.tsx";
import { useRoomSpoken } from "../page/spoken.ts";
import { useInRoom, useRoomValue } from "../page/use-room.ts";
import type { LightScreen } from "./light-screen.ts";
import "../../view/annotations/annotations.css";

const DRAWN = { zh, en };

/** What is drawn and pointed at on the picture, and the finger that draws. */
export function LightLayer(props: { screen: LightScreen; annotating: Annotating; live: Live }) {
  const { screen, annotating, live } = props;
  const { language } = useRoomSpoken();
  const words = { drawn: DRAWN[language] };
  const mayDraw = useRoomValue((room) => room.mayDraw);
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const hand = useMemo(() => new Hand(screen, 0, annotating, changed), [screen, annotating]);
  const svg = useRef<SVGSVGElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const size = useSize(layer);
  useHands(svg, hand, mayDraw);
  usePointing(layer, screen, screen.tool);
  const ground = groundOf(screen, 0);
  const shown = ground === null ? [] : annotating.seen(ground.study).filter((each) => ground.holds(each.annotation));
  const figures = shown.map((each) =>
    figureOfShown(each, ground as Ground, annotating, (annotation) => toldValues(live.measure(annotation), words)),
  );
  const now = liveFigure(hand, (annotation) => toldValues(live.measure(annotation), words));
  const all = now === null ? figures : [...figures, now];
  const labels = all.map(({ id, kind, points, lines }) => ({
    id,
    marks: marksOf(kind, points),
    size: sizeOf(lines),
    fixed: kind === "text" ? points[0] : undefined,
  }));
  const placed = placeLabels(labels, size);
  const isDrawing = isDrawn(screen.tool) && mayDraw;
  return (
    <div ref={layer} className="annotation-layer">
      <svg ref={svg} role="img" aria-label={words.drawn.layer} data-drawing={isDrawing ? "" : undefined}>
        {all.map((figure) => (
          <Figure key={figure.id} {...figure} placed={placed.get(figure.id)} />
        ))}
      </svg>
      <div className="pointers">
        <Pointers ground={ground} />
      </div>
      {hand.asking !== null && <AskWords hand={hand} at={hand.asking.at} label={words.drawn.words} />}
    </div>
  );
}

type Tell = (annotation: Shown["annotation"]) => string[];

function figureOfShown(shown: Shown, ground: Ground, annotating: Annotating, tell: Tell): FigureProps {
  const { id, annotation, recorded, isMine } = shown;
  const { kind, points, text } = annotation;
  const hand = recorded?.version === 0 ? [recorded.author.name] : [];
  const isChosen = annotating.chosen?.id === id;
  const color = recorded === null || isMine ? undefined : annotating.ends.colorOf?.(recorded.author.id);
  return {
    id,
    kind,
    points: points.map(ground.toScreen),
    lines: kind === "key-image" ? [] : [...hand, ...text.split("\n").filter(Boolean), ...tell(annotation)],
    isChosen,
    isMine,
    handles: isChosen && isMine ? handlesOf(kind, points.length) : 0,
    ...(color === undefined ? {} : { color }),
  };
}

function liveFigure(hand: Hand, tell: Tell): FigureProps | null {
  const [annotation, drawing] = [hand.annotation(), hand.drawing];
  if (annotation === null || drawing === null) return null;
  const points = figureOf(drawing);
  const lines = points.length >= 2 ? tell(annotation) : [];
  return { id: "", kind: drawing.kind, points, lines, isChosen: true, isMine: true, handles: 0 };
}

function useSize(layer: React.RefObject<HTMLElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = layer.current;
    if (element === null) return undefined;
    const watching = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watching.observe(element);
    return () => watching.disconnect();
  }, [layer]);
  return size;
}

/** So long what a finger has pointed at is seen, after it was lifted. */
const SEEN_MS = 4000;

/** A finger points while it lies there and a little longer, if that is what it was told to do. */
function usePointing(layer: React.RefObject<HTMLDivElement | null>, screen: LightScreen, tool: string): void {
  const { pointing } = useInRoom();
  // Whoever takes something else in hand points no longer, nor does who goes.
  useEffect(() => () => pointing.leave(), [pointing, tool]);
  useEffect(() => {
    const place = layer.current?.closest<HTMLElement>(".place");
    if (place == null) return undefined;
    let lifted: ReturnType<typeof setTimeout> | undefined;
    const move = (event: PointerEvent) => {
      clearTimeout(lifted);
      if (event.pointerType === "touch" && screen.tool !== "point") return;
      const { left, top } = place.getBoundingClientRect();
      pointing.move(screen, 0, [event.clientX - left, event.clientY - top]);
    };
    const leave = (event: PointerEvent) => {
      clearTimeout(lifted);
      if (event.pointerType !== "touch") pointing.leave();
      else lifted = setTimeout(() => pointing.leave(), SEEN_MS);
    };
    const kinds = [["pointerdown", move], ["pointermove", move], ["pointerleave", leave]] as const; // prettier-ignore
    for (const [kind, listen] of kinds) place.addEventListener(kind, listen);
    return () => {
      clearTimeout(lifted);
      for (const [kind, listen] of kinds) place.removeEventListener(kind, listen);
    };
  }, [layer, pointing, screen]);
}
