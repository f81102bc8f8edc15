import type { Controls } from "./controls.ts";
import { Gestures } from "./gestures.ts";
import { type Command, commandOf } from "./keys.ts";
import { draggedFrame } from "./ring.ts";
import type { Surface } from "./surface.ts";
import type { ScreenPoint } from "./view.ts";
import type { Viewer } from "./viewer.ts";
import type { Window } from "./window.ts";

const ENLARGED = 2.5;

/** One finger moves through the slices, or sets brightness and contrast while that is switched on. */
export function listenToFingers(canvas: HTMLCanvasElement, viewer: Viewer, controls: Controls): void {
  let startFrame = 1;
  let startWindow: Window | null = null;
  const gestures = new Gestures({
    dragStart: () => {
      startFrame = viewer.shownFrame;
      startWindow = controls.isAdjusting ? viewer.startWindow : null;
    },
    drag: (dx, dy) => {
      if (startWindow !== null) viewer.dragWindow(startWindow, dx, dy);
      else if (!controls.isAdjusting) moveTo(viewer, draggedFrame(startFrame, dy, canvas.clientHeight, viewer.all));
    },
    dragEnd: () => void viewer.keepDraggedWindow(),
    pinch: (factor, centre, dx, dy) => {
      viewer.zoom(factor, centre);
      viewer.pan(dx, dy);
    },
    doubleTap: (point) => {
      if (viewer.isEnlarged) viewer.resetView();
      else viewer.zoom(ENLARGED, point);
      void viewer.sharpen();
    },
  });
  listenToPointers(canvas, gestures, viewer);
  canvas.addEventListener("wheel", (event) => turned(event, canvas, viewer), { passive: false });
}

function listenToPointers(canvas: HTMLCanvasElement, gestures: Gestures, viewer: Viewer): void {
  const pointOf = (event: PointerEvent): ScreenPoint => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    gestures.down(event.pointerId, pointOf(event));
  });
  canvas.addEventListener("pointermove", (event) => gestures.move(event.pointerId, pointOf(event)));
  const up = (event: PointerEvent) => {
    gestures.up(event.pointerId, event.timeStamp);
    if (viewer.isEnlarged && event.pointerType === "touch") void viewer.sharpen();
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
}

function turned(event: WheelEvent, canvas: HTMLCanvasElement, viewer: Viewer): void {
  event.preventDefault();
  const box = canvas.getBoundingClientRect();
  const point = { x: event.clientX - box.left, y: event.clientY - box.top };
  if (event.ctrlKey) viewer.zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1, point);
  else void viewer.showFrame(viewer.shownFrame + Math.sign(event.deltaY));
}

function moveTo(viewer: Viewer, frame: number): void {
  if (frame !== viewer.shownFrame) void viewer.showFrame(frame);
}

/** Keys work wherever the focus is, except in a control that needs the same key for itself. */
export function listenToKeys(
  viewer: Viewer,
  controls: Controls,
  page: { back(): void; resized(): void },
  surface: Surface,
): () => void {
  const listener = (event: KeyboardEvent) => {
    const command = commandOf(event.key, event.shiftKey);
    if (command === null || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    event.preventDefault();
    obey(command, viewer, controls, page, surface);
  };
  window.addEventListener("keydown", listener);
  return () => window.removeEventListener("keydown", listener);
}

function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLInputElement) return /^(Arrow|Page|Home|End)/.test(event.key);
  return target instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter");
}

function obey(
  command: Command,
  viewer: Viewer,
  controls: Controls,
  page: { back(): void; resized(): void },
  surface: Surface,
): void {
  const { width, height } = surface.size;
  const window = viewer.startWindow;
  switch (command.kind) {
    case "step":
      moveTo(viewer, Math.min(viewer.all, Math.max(1, viewer.shownFrame + command.by)));
      break;
    case "go":
      moveTo(viewer, command.to === "first" ? 1 : viewer.all);
      break;
    case "zoom":
      viewer.zoom(command.factor, { x: width / 2, y: height / 2 });
      void viewer.sharpen();
      break;
    case "pan":
      viewer.pan(command.dx, command.dy);
      break;
    case "window":
      if (window === null) break;
      viewer.dragWindow(window, command.dx, command.dy);
      void viewer.keepDraggedWindow();
      break;
    case "reset":
      viewer.resetView();
      void viewer.chooseWindow(null);
      break;
    case "play":
      viewer.togglePlaying();
      break;
    case "brightness":
      controls.setAdjusting(!controls.isAdjusting);
      page.resized();
      break;
    case "exact":
      void viewer.showExact();
      break;
    case "leave":
      page.back();
      break;
  }
}
