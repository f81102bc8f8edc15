/** Words of this page that the server does not have yet: nobody is led away from them unasked. */

export const SETTLE_MS = 5000;

export interface Holder {
  readonly isUnsaved: boolean;
  /** Sends what can be sent. */
  settle: () => Promise<unknown>;
  /** Tries again what waits for somebody to sit here. */
  wake: () => void;
  /** Lets the words go: nothing is sent any more. */
  drop: () => void;
}

const shown = new Set<Holder>();
// What has left the screen and is still on its way.
const leaving = new Set<Holder>();

/** Counts somebody who holds words, until what is returned is called; what is unsaved then goes on being sent. */
export function holdWords(holder: Holder): () => void {
  shown.add(holder);
  return () => {
    shown.delete(holder);
    leaving.add(holder);
  };
}

/** Whether words on the screen would go with it. */
export function hasUnsavedWords(): boolean {
  return [...shown].some((holder) => holder.isUnsaved);
}

/** Sends them before somebody signs out, as far as that is done in a few seconds; whether the server has all of them. */
export async function settleWords(): Promise<boolean> {
  const settled = Promise.allSettled(all().map((holder) => holder.settle()));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, SETTLE_MS);
  });
  await Promise.race([settled, late]);
  clearTimeout(timer);
  return !all().some((holder) => holder.isUnsaved);
}

/** Somebody has come back to this page. */
export function wakeWords(): void {
  for (const holder of all()) holder.wake();
}

/** Somebody signs out, whatever is lost. */
export function dropWords(): void {
  for (const holder of all()) holder.drop();
}

function all(): Holder[] {
  for (const holder of leaving) if (!holder.isUnsaved) leaving.delete(holder);
  return [...shown, ...leaving];
}
