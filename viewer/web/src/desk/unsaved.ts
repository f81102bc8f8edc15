/** Words of this page that the server does not have yet: nobody is led away from them unasked. */

export interface Holder {
  readonly isUnsaved: boolean;
  /** Sends what can be sent. */
  settle: () => Promise<unknown>;
}

const holders = new Set<Holder>();

/** Counts somebody who holds words, until what is returned is called. */
export function holdWords(holder: Holder): () => void {
  holders.add(holder);
  return () => void holders.delete(holder);
}

export function hasUnsavedWords(): boolean {
  return [...holders].some((holder) => holder.isUnsaved);
}

/** Sends them before somebody signs out. */
export async function settleWords(): Promise<void> {
  await Promise.all([...holders].map((holder) => holder.settle()));
}
