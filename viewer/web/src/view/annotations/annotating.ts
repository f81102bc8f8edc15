/** What is drawn in the open studies, what is chosen of it, and whose is shown; nothing of the screen. */

import { type ApiError, get, post } from "../../desk/api.ts";
import { isOver } from "../../desk/poll.ts";
import type { Annotation, Measured, Operation, Recorded } from "../../engine/annotations/annotation.ts";
import { History } from "../../engine/annotations/history.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import { AnnotationStore, type Shown } from "../../engine/annotations/store.ts";
import { newId } from "../../engine/new-id.ts";

export interface Chosen {
  readonly study: number;
  readonly id: string;
}

export interface News {
  readonly study: number;
  readonly recorded: Recorded;
}

export interface Listed {
  readonly annotations: readonly Recorded[];
  readonly me: number;
  readonly may_draw: boolean;
}

/** Where drawings come from and go to: a study's own at the desk, or those of a room. */
export interface Ends {
  list(study: number, since?: number): Promise<Listed>;
  send(study: number, operation: Operation): Promise<Recorded>;
  /** Shows whoever looks on what the hand draws now; null: it was given up. */
  sketch?(id: string, annotation: Annotation | null): void;
  /** What others draw at this moment; their versions are 0. */
  sketched?(study: number): readonly Recorded[];
  /** In which colour somebody's figures are drawn, where that tells people apart. */
  colorOf?(author: number): string;
  /** Takes away what somebody else drew, for who may do that. */
  erase?(id: string): void;
}

const AT_THE_DESK: Ends = {
  list: (study, since) => get<Listed>(`/studies/${study}/annotations${since === undefined ? "" : `?since=${since}`}`),
  send: (study, operation) => post<Recorded>(`/studies/${study}/annotations`, operation),
};

export class Annotating {
  readonly history = new History();
  private readonly stores = new Map<number, AnnotationStore>();
  /** Whether this person may draw in a study: one of another hospital may be open to be looked at alone. */
  private readonly drawable = new Map<number, boolean>();
  private readonly listeners = new Set<() => void>();
  private readonly measureNow: (annotation: Annotation) => Measured;
  readonly ends: Ends;
  /** What is drawn next will be known by it, and already is to whoever looks on. */
  private nextId = newId();
  chosen: Chosen | null = null;
  /** Where words were put by hand, as far from the first point of their figure; as long as this is open. */
  readonly wordsPut = new Map<string, PlanePoint>();
  /** Authors whose drawings are not shown now. */
  hidden: ReadonlySet<number> = new Set();
  /** What a colleague has drawn last while this was open, until it is read. */
  news: News | null = null;
  /** Studies that may not be seen any more, each with the server's refusal. */
  over: ReadonlyMap<number, ApiError> = new Map();
  /** Counts changes. */
  ticks = 0;

  constructor(studies: readonly number[], measureNow: (annotation: Annotation) => Measured, ends: Ends = AT_THE_DESK) {
    this.measureNow = measureNow;
    this.ends = ends;
    for (const study of studies) this.open(study);
  }

  /** More was opened, perhaps of studies that are open already: what is drawn on it is read, too. */
  openMore(studies: readonly number[]): void {
    this.restart();
    for (const study of studies) if (!this.stores.has(study)) this.open(study);
  }

  private open(study: number): void {
    const store = new AnnotationStore(
      {
        list: async (since) => {
          const answer = await this.ends.list(study, since);
          this.drawable.set(study, answer.may_draw);
          return answer;
        },
        send: (operation) => this.ends.send(study, operation),
      },
      this.measureNow,
    );
    store.onChange(this.told);
    store.arrived = (recorded) => this.arrived(study, store, recorded);
    this.stores.set(study, store);
    store.load().catch((error: unknown) => {
      store.refused = error;
      this.told();
    });
  }

  /** Asks what colleagues have drawn since; what can't be answered now is asked for again, what was refused is not. */
  catchUp(): void {
    for (const [study, store] of this.stores) {
      if (this.over.has(study)) continue;
      store.catchUp().catch((error: unknown) => {
        if (!isOver(error)) return;
        this.over = new Map(this.over).set(study, error);
        this.told();
      });
    }
  }

  /** Has everything read anew: what was known is no longer what there is. */
  restart(): void {
    for (const [, store] of this.stores) void store.restart().catch(() => undefined);
  }

  /** Asks once more for what was refused. */
  askAgain(): void {
    this.over = new Map();
    this.told();
    this.catchUp();
  }

  private arrived(study: number, store: AnnotationStore, recorded: Recorded): void {
    this.history.forget(store, recorded.id);
    if (recorded.is_deleted && this.chosen?.id === recorded.id) this.chosen = null;
    if (recorded.author.id !== store.me && !this.hidden.has(recorded.author.id)) this.news = { study, recorded };
  }

  mayDraw(study: number): boolean {
    return this.drawable.get(study) ?? false;
  }

  /** The news was read. */
  read(): void {
    this.news = null;
    this.told();
  }

  store(study: number): AnnotationStore | undefined {
    return this.stores.get(study);
  }

  get all(): readonly (readonly [number, AnnotationStore])[] {
    return [...this.stores];
  }

  /** What is drawn in a study and not hidden. */
  seen(study: number): readonly Shown[] {
    const sketched = (this.ends.sketched?.(study) ?? []).map(asSketch);
    const now = new Set(sketched.map(({ id }) => id));
    const kept = (this.stores.get(study)?.annotations ?? []).filter(({ id }) => !now.has(id));
    const shown = sketched.length === 0 ? kept : [...kept, ...sketched];
    return shown.filter((each) => each.recorded === null || !this.hidden.has(each.recorded.author.id));
  }

  choose(chosen: Chosen | null): void {
    this.chosen = chosen;
    this.told();
  }

  putWords(id: string, from: PlanePoint): void {
    this.wordsPut.set(id, from);
    this.told();
  }

  hide(author: number, isHidden: boolean): void {
    const hidden = new Set(this.hidden);
    if (isHidden) hidden.add(author);
    else hidden.delete(author);
    this.hidden = hidden;
    this.told();
  }

  /** Shows whoever looks on what the hand makes of a figure, or of the next one. */
  sketch(annotation: Annotation | null, id: string = this.nextId): void {
    this.ends.sketch?.(id, annotation);
  }

  /** What is drawn has changed elsewhere. */
  refresh(): void {
    this.told();
  }

  /** Draws something new, and has it chosen. */
  add(study: number, annotation: Annotation): string {
    const id = this.nextId;
    this.nextId = newId();
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

function asSketch(recorded: Recorded): Shown {
  return { id: recorded.id, annotation: recorded.annotation, measured: null, recorded, isMine: false };
}

/** Whether an annotation lies on this very picture. */
export function isOf({ place }: Annotation, instance: number, frame: number): boolean {
  return "instance_id" in place && place.instance_id === instance && place.frame === frame;
}
