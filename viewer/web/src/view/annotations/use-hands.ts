import { useEffect } from "react";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Hand } from "./hand.ts";

/**
 * Hands reach the layer before the picture below it, which listens to the mouse and to touches by itself: what is for
 * the layer stops here, and everything else goes on.
 */
export function useHands(svg: React.RefObject<SVGSVGElement | null>, hand: Hand, mayDraw: boolean): void {
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
