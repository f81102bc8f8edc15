/** What was drawn, one thing after the other, to be undone and done again; across all open studies. */

import type { Annotation } from "./annotation.ts";
import type { AnnotationStore } from "./store.ts";

interface Step {
  readonly store: AnnotationStore;
  readonly id: string;
  readonly before: Annotation | null;
  readonly after: Annotation | null;
}

export class History {
  private done: Step[] = [];
  private undone: Step[] = [];

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Does something that can be undone; `before` is told where a preview stands on the screen already. */
  do(store: AnnotationStore, id: string, after: Annotation | null, before?: Annotation | null): void {
    const former = before === undefined ? (store.find(id)?.annotation ?? null) : before;
    this.done.push({ store, id, before: former, after });
    this.undone = [];
    store.set(id, after);
  }

  /** What was changed at another screen can't be undone here: it is no longer what these steps left. */
  forget(store: AnnotationStore, id: string): void {
    const isOther = (step: Step) => step.store !== store || step.id !== id;
    this.done = this.done.filter(isOther);
    this.undone = this.undone.filter(isOther);
  }

  undo(): void {
    const step = this.done.pop();
    if (step === undefined) return;
    this.undone.push(step);
    step.store.set(step.id, step.before);
  }

  redo(): void {
    const step = this.undone.pop();
    if (step === undefined) return;
    this.done.push(step);
    step.store.set(step.id, step.after);
  }
}
