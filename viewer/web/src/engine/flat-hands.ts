/** What mouse and fingers do to a flat picture: the main button or one finger as chosen, the others always the same. */

import { isDrawn } from "./annotations/kinds.ts";
import { toolInHand } from "./tools/hands.ts";

export interface FlatHands {
  scroll(pages: number): void;
  pan(across: number, along: number): void;
  /** Enlarges by a factor. */
  zoom(by: number): void;
  window(across: number, along: number): void;
  /** Points at a place, in pixels of the element. */
  point(x: number, y: number): void;
}

const WHEEL_PIXELS = 50;
const DRAG_PIXELS = 12;
const FINGER_PIXELS = 24;
/** Two fingers that move apart by so much enlarge; before, they may as well turn pages. */
const PINCH_PIXELS = 16;
const STEP = 1.01;

interface Finger {
  x: number;
  y: number;
}

/** Listens to an element until it is told to leave. */
export function watchHands(element: HTMLElement, hands: FlatHands): () => void {
  const fingers = new Map<number, Finger>();
  let [wheel, rest] = [0, 0];
  let held: string | null = null;
  let together: "undecided" | "pinch" | "scroll" = "undecided";
  let moved: { apart: number; along: number } = { apart: 0, along: 0 };

  const turn = (along: number, every: number) => {
    rest += along;
    const pages = Math.trunc(rest / every);
    rest -= pages * every;
    if (pages !== 0) hands.scroll(pages);
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    wheel += event.deltaY;
    const pages = Math.trunc(wheel / WHEEL_PIXELS);
    wheel -= pages * WHEEL_PIXELS;
    if (pages !== 0) hands.scroll(Math.sign(pages));
  };

  const onDown = (event: PointerEvent) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    rest = 0;
    held = null;
    if (fingers.size === 1 && isForFigures(event)) return;
    element.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      together = "undecided";
      moved = { apart: 0, along: 0 };
      return;
    }
    held = event.button === 1 ? "pan" : event.button === 2 ? "zoom" : toolInHand();
    if (held === "crosshair") pointed(event);
  };

  const pointed = (event: PointerEvent) => {
    const { left, top } = element.getBoundingClientRect();
    hands.point(event.clientX - left, event.clientY - top);
  };

  const onMove = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    if (finger === undefined) return;
    const [across, along] = [event.clientX - finger.x, event.clientY - finger.y];
    const before = apart(fingers);
    [finger.x, finger.y] = [event.clientX, event.clientY];
    if (fingers.size > 1) {
      withTwo(before, across / fingers.size, along / fingers.size);
    } else if (held === "scroll") turn(along, DRAG_PIXELS);
    else if (held === "pan") hands.pan(across, along);
    else if (held === "zoom") hands.zoom(STEP ** along);
    else if (held === "window") hands.window(across, along);
    else if (held === "crosshair") pointed(event);
  };

  const withTwo = (before: number, across: number, along: number) => {
    const now = apart(fingers);
    moved = { apart: moved.apart + now - before, along: moved.along + along };
    if (together === "undecided") {
      if (Math.abs(moved.apart) > PINCH_PIXELS) together = "pinch";
      else if (Math.abs(moved.along) > FINGER_PIXELS) together = "scroll";
    }
    if (together === "scroll") turn(along, FINGER_PIXELS);
    else if (together === "pinch" && before > 0) {
      hands.zoom(now / before);
      hands.pan(across, along);
    }
  };

  const onUp = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    // What is left of two fingers does nothing until it is lifted, too.
    held = null;
  };

  const kinds = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", onUp],
  ] as const;
  element.addEventListener("wheel", onWheel, { passive: false });
  for (const [kind, listen] of kinds) element.addEventListener(kind, listen);
  return () => {
    element.removeEventListener("wheel", onWheel);
    for (const [kind, listen] of kinds) element.removeEventListener(kind, listen);
  };
}

/** Whether a press is for the layer above, which draws and moves figures. */
function isForFigures(event: PointerEvent): boolean {
  if (event.button !== 0) return false;
  return isDrawn(toolInHand()) || (event.target instanceof Element && event.target.closest("[data-figure]") !== null);
}

function apart(fingers: ReadonlyMap<number, Finger>): number {
  const [one, other] = [...fingers.values()];
  return one === undefined || other === undefined ? 0 : Math.hypot(one.x - other.x, one.y - other.y);
}
