import { useElementSize } from "@mantine/hooks";
import { useEffect, useMemo, useReducer, useRef } from "react";
import { useSession } from "../../desk/session.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { Engine } from "../../engine/engine.ts";
import { isDrawn } from "../../engine/annotations/kinds.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import { useEngineTicks, useWorkspace } from "../workspace.tsx";
import { Drawings } from "./drawings.tsx";
import { groundOf } from "./ground.ts";
import { Hand } from "./hand.ts";
import type { Box } from "./label-places.ts";
import { useAnnotating } from "./use-annotating.ts";
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

function AskWords({ hand, at, label }: { hand: Hand; at: PlanePoint; label: string }) {
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

/**
 * Hands reach the layer before the picture below it, which listens to the mouse and to touches by itself: what is for
 * the layer stops here, and everything else goes on.
 */
function useHands(svg: React.RefObject<SVGSVGElement | null>, hand: Hand, mayDraw: boolean): void {
  useEffect(() => {
    const element = svg.current;
    if (element === null || !mayDraw) return undefined;
    const at = (event: PointerEvent): PlanePoint => {
      const { left, top } = element.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const fingers = new Set<number>();
    const down = (event: PointerEvent) => {
      fingers.add(event.pointerId);
      if (fingers.size > 1) return hand.cancel();
      const target = event.target instanceof Element ? event.target : null;
      if (event.button === 0 && hand.down(at(event), target)) element.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent) => hand.move(at(event));
    const up = (event: PointerEvent) => {
      if (fingers.delete(event.pointerId) && fingers.size === 0) hand.up(at(event));
    };
    const gone = (event: PointerEvent) => {
      fingers.delete(event.pointerId);
      hand.cancel();
    };
    const stop = (event: MouseEvent | TouchEvent) => {
      const isOne = "touches" in event ? event.touches.length === 1 : event.button === 0;
      if (isOne && hand.wants(event.target as Element)) event.stopPropagation();
    };
    const escape = (event: KeyboardEvent) => event.key === "Escape" && hand.cancel();
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", gone);
    for (const name of ["mousedown", "touchstart"] as const) element.addEventListener(name, stop);
    addEventListener("keydown", escape);
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
      element.removeEventListener("pointercancel", gone);
      for (const name of ["mousedown", "touchstart"] as const) element.removeEventListener(name, stop);
      removeEventListener("keydown", escape);
    };
  }, [svg, hand, mayDraw]);
}
