import { get } from "../api.ts";
import { clear } from "../element.ts";
import { failureText, tryAgain, waiting } from "../parts.ts";
import { type Later, Patience, patiently } from "../patience.ts";
import type { Context } from "../screen.ts";

/**
 * Fetches what a part of a screen shows. While it can't be had it is asked for again, quietly; when that takes long the
 * screen says why, and goes on asking. `beside` stands below whatever is said meanwhile.
 */
export async function load<T>(
  context: Context,
  body: HTMLElement,
  path: string,
  show: (value: T) => void,
  beside: () => HTMLElement | null = () => null,
): Promise<void> {
  const { words } = context;
  const patience = new Patience();
  let said: Later["kind"] | null = null;
  const put = (part: HTMLElement) => {
    clear(body);
    for (const each of [part, beside()]) if (each !== null) body.appendChild(each);
  };
  const tell = (later: Later, mustTell: boolean) => {
    context.setOffline(later.kind === "offline");
    // The network has its own place on every screen; what has been said is not said again: it would be read aloud.
    if (!mustTell || later.kind === "offline" || said === later.kind) return;
    said = later.kind;
    put(tryAgain(failureText(words, later), words.tryAgain, () => patience.wake()));
  };
  put(waiting(words.loading));
  const answer = await patiently(() => get<T>(context.root + path), isGone(body), tell, patience);
  if (answer === null) return;
  context.setOffline(false);
  if (answer.kind === "expired" || answer.kind === "unavailable") context.end(answer.kind);
  else if (answer.kind === "ok") {
    clear(body);
    show(answer.value);
  } else {
    put(tryAgain(failureText(words, answer), words.tryAgain, () => void load(context, body, path, show, beside)));
  }
}

/** Whether somebody has left the screen that a part belongs to. */
export function isGone(part: HTMLElement): () => boolean {
  return () => !document.body.contains(part);
}
