/** What is drawn in the open studies, what is chosen of it, and whose is shown; nothing of the screen. */

import { get, post } from "../../desk/api.ts";
import type { Annotation, Measured, Recorded } from "../../engine/annotations/annotation.ts";
import { History } from "../../engine/annotations/history.ts";
import { AnnotationStore, type Shown } from "../../engine/annotations/store.ts";

export interface Chosen {
  readonly study: number;
  readonly id: string;
}

export class Annotating {
  readonly history = new History();
  private readonly stores = new Map<number, AnnotationStore>();
  private readonly listeners = new Set<() => void>();
  private readonly measureNow: (annotation: Annotation) => Measured;
  chosen: Chosen | null = null;
  /** Authors whose drawings are not shown now. */
  hidden: ReadonlySet<number> = new Set();
  /** Counts changes. */
  ticks = 0;

  constructor(studies: readonly number[], measureNow: (annotation: Annotation) => Measured) {
    this.measureNow = measureNow;
    for (const study of studies) this.open(study);
  }

  private open(study: number): void {
    const path = `/studies/${study}/annotations`;
    const store = new AnnotationStore(
      {
        list: () => get<{ annotations: Recorded[]; me: number }>(path),
        send: (operation) => post<Recorded>(path, operation),
      },
      this.measureNow,
    );
    store.onChange(this.told);
    this.stores.set(study, store);
    store.load().catch((error: unknown) => {
      store.refused = error;
      this.told();
    });
  }

  store(study: number): AnnotationStore | undefined {
    return this.stores.get(study);
  }

  get all(): readonly (readonly [number, AnnotationStore])[] {
    return [...this.stores];
  }

  /** What is drawn in a study and not hidden. */
  seen(study: number): readonly Shown[] {
    const shown = this.stores.get(study)?.annotations ?? [];
    return shown.filter((each) => each.recorded === null || !this.hidden.has(each.recorded.author.id));
  }

  choose(chosen: Chosen | null): void {
    this.chosen = chosen;
    this.told();
  }

  hide(author: number, isHidden: boolean): void {
    const hidden = new Set(this.hidden);
    if (isHidden) hidden.add(author);
    else hidden.delete(author);
    this.hidden = hidden;
    this.told();
  }

  /** Draws something new, and has it chosen. */
  add(study: number, annotation: Annotation): string {
    const id = crypto.randomUUID();
    const store = this.stores.get(study);
    if (store === undefined) return id;
    this.chosen = { study, id };
    this.history.do(store, id, annotation, null);
    return id;
  }

  change(study: number, id: string, annotation: Annotation | null, before?: Annotation): void {
    const store = this.stores.get(study);
    if (store?.find(id)?.isMine !== true) return;
    this.history.do(store, id, annotation, before);
    if (annotation === null && this.chosen?.id === id) this.choose(null);
  }

  removeChosen(): boolean {
    const { chosen } = this;
    if (chosen === null || this.stores.get(chosen.study)?.find(chosen.id)?.isMine !== true) return false;
    this.change(chosen.study, chosen.id, null);
    return true;
  }

  /** Marks a picture as a key image, or takes one's own mark away. */
  toggleKeyImage(study: number, instance: number, frame: number): void {
    const mine = this.keyImages(study).find((each) => each.isMine && isOf(each.annotation, instance, frame));
    if (mine !== undefined) this.change(study, mine.id, null);
    else {
      const place = { instance_id: instance, frame };
      this.add(study, { kind: "key-image", place, points: [], text: "" });
    }
  }

  keyImages(study: number): readonly Shown[] {
    return (this.stores.get(study)?.annotations ?? []).filter(({ annotation }) => annotation.kind === "key-image");
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private readonly told = (): void => {
    this.ticks++;
    for (const listener of this.listeners) listener();
  };
}

/** Whether an annotation lies on this very picture. */
export function isOf({ place }: Annotation, instance: number, frame: number): boolean {
  return "instance_id" in place && place.instance_id === instance && place.frame === frame;
}
