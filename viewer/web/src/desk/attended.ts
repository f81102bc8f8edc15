/** Whether somebody sits before this page: what it asks by itself must not keep a forgotten desk signed in. */

// A request a moment after the last touch follows from it, such as a save of what was typed.
export const AWHILE_MS = 60_000;
const TOUCHES = ["pointerdown", "pointerup", "keydown", "wheel", "focus"];

let touchedAt = Date.now();

/** Notes whatever somebody does in this window. Moves of the pointer are no sign: a list that changes below it makes some. */
export function attend(window: EventTarget): void {
  const touch = () => {
    touchedAt = Date.now();
  };
  for (const kind of TOUCHES) window.addEventListener(kind, touch, { capture: true, passive: true });
}

export function isAttended(): boolean {
  return Date.now() - touchedAt < AWHILE_MS;
}
