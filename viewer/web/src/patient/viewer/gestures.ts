import type { ScreenPoint } from "./view.ts";

/** What fingers mean. One finger drags; two enlarge and move at once; two touches of one place are a double tap. */
export interface GestureMeaning {
  dragStart(): void;
  /** Distance since the finger came down. */
  drag(dx: number, dy: number): void;
  dragEnd(): void;
  pinch(factor: number, centre: ScreenPoint, dx: number, dy: number): void;
  doubleTap(point: ScreenPoint): void;
}

interface Finger {
  readonly start: ScreenPoint;
  now: ScreenPoint;
}

const SLACK = 8;
const DOUBLE_TAP_MS = 320;

/** Fed with the pointers of a canvas; knows nothing of the DOM. */
export class Gestures {
  private readonly fingers = new Map<number, Finger>();
  private readonly meaning: GestureMeaning;
  private isDragging = false;
  private wasPinched = false;
  private lastTap: { readonly at: number; readonly point: ScreenPoint } | null = null;

  constructor(meaning: GestureMeaning) {
    this.meaning = meaning;
  }

  down(id: number, point: ScreenPoint): void {
    this.fingers.set(id, { start: point, now: point });
    if (this.fingers.size === 1) this.wasPinched = false;
    if (this.fingers.size > 1) {
      this.endDrag();
      this.wasPinched = true;
    }
  }

  move(id: number, point: ScreenPoint): void {
    const finger = this.fingers.get(id);
    if (finger === undefined) return;
    if (this.fingers.size === 2) this.pinch(finger, point);
    finger.now = point;
    if (this.fingers.size === 1 && !this.wasPinched) this.drag(finger);
  }

  up(id: number, at: number): void {
    const finger = this.fingers.get(id);
    if (!this.fingers.delete(id) || finger === undefined) return;
    const wasTap = !this.isDragging && !this.wasPinched && distance(finger.start, finger.now) <= SLACK;
    this.endDrag();
    if (wasTap) this.tap(finger.now, at);
  }

  private drag(finger: Finger): void {
    if (!this.isDragging && distance(finger.start, finger.now) <= SLACK) return;
    if (!this.isDragging) this.meaning.dragStart();
    this.isDragging = true;
    this.meaning.drag(finger.now.x - finger.start.x, finger.now.y - finger.start.y);
  }

  private endDrag(): void {
    if (this.isDragging) this.meaning.dragEnd();
    this.isDragging = false;
  }

  private pinch(moving: Finger, to: ScreenPoint): void {
    const still = Array.from(this.fingers.values()).find((finger) => finger !== moving);
    if (still === undefined) return;
    const factor = distance(still.now, to) / Math.max(1, distance(still.now, moving.now));
    const centre = { x: (still.now.x + to.x) / 2, y: (still.now.y + to.y) / 2 };
    this.meaning.pinch(factor, centre, (to.x - moving.now.x) / 2, (to.y - moving.now.y) / 2);
  }

  private tap(point: ScreenPoint, at: number): void {
    const before = this.lastTap;
    if (before !== null && at - before.at < DOUBLE_TAP_MS && distance(before.point, point) < 4 * SLACK) {
      this.lastTap = null;
      this.meaning.doubleTap(point);
    } else {
      this.lastTap = { at, point };
    }
  }
}

function distance(one: ScreenPoint, other: ScreenPoint): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
