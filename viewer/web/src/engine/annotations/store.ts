/** The annotations of one study: shown at once, saved behind, in the one order of the server. */

import { type Annotation, type Measured, NOTHING_MEASURED, type Operation, type Recorded } from "./annotation.ts";

/** How the store reaches the server; a test puts something else here. */
export interface Wire {
  /** Everything; or what came after a number of the order, what was deleted among it. */
  list(since?: number): Promise<{ readonly annotations: readonly Recorded[]; readonly me: number }>;
  send(operation: Operation): Promise<Recorded>;
}

export type SaveState = "saved" | "saving" | "unsaved";

/** An annotation on the screen. */
export interface Shown {
  readonly id: string;
  readonly annotation: Annotation;
  /** null until the server has measured what is shown. */
  readonly measured: Measured | null;
  /** null until the server knows of it. */
  readonly recorded: Recorded | null;
  readonly isMine: boolean;
}

const AGAIN_MS = 3000;

export class AnnotationStore {
  private readonly wire: Wire;
  private readonly measureNow: (annotation: Annotation) => Measured;
  private readonly shown = new Map<string, Shown>();
  private readonly versions = new Map<string, number>();
  private readonly queue: { id: string; annotation: Annotation | null }[] = [];
  private readonly listeners = new Set<() => void>();
  /** What a hand holds at this moment. */
  private readonly held = new Set<string>();
  private isSending = false;
  private isCatchingUp = false;
  /** Up to here everything of the order is known. */
  private sequence = 0;
  private all: readonly Shown[] = [];
  me = 0;
  state: SaveState = "saved";
  /** What the server refused last; null once it is read. */
  refused: unknown = null;
  /** Called with what came from elsewhere: a colleague drew it, or oneself at another screen. */
  arrived: (recorded: Recorded) => void = () => undefined;

  constructor(wire: Wire, measureNow: (annotation: Annotation) => Measured = () => NOTHING_MEASURED) {
    this.wire = wire;
    this.measureNow = measureNow;
  }

  /** How many changes the server does not know of yet. */
  get waiting(): number {
    return this.queue.length;
  }

  get annotations(): readonly Shown[] {
    return this.all;
  }

  find(id: string): Shown | undefined {
    return this.shown.get(id);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads what is kept; what is still to be saved, or held, stays as it is on the screen. */
  async load(): Promise<void> {
    const { annotations, me } = await this.wire.list();
    const isFirst = this.me === 0;
    this.me = me;
    const busy = this.busy();
    for (const id of [...this.shown.keys()]) if (!busy.has(id)) this.shown.delete(id);
    this.put(annotations, isFirst);
  }

  /** Reads everything anew, from an order that begins again; what is still to be saved stays. */
  async restart(): Promise<void> {
    this.sequence = 0;
    this.versions.clear();
    await this.load();
  }

  /** Replays what has come since, from colleagues and from other screens; the first time everything is read. */
  async catchUp(): Promise<void> {
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    try {
      if (this.me === 0) await this.load();
      else this.replay((await this.wire.list(this.sequence)).annotations);
    } finally {
      this.isCatchingUp = false;
    }
  }

  /** Puts versions onto the screen, in the order of the server, whoever sends them. */
  replay(all: readonly Recorded[]): void {
    if (all.length > 0) this.put(all, false);
  }

  /**
   * What a hand holds, or what is on its way to the server, is left as it is and asked for again: the server will say
   * that both changed it, and nothing is written over unseen.
   */
  private put(all: readonly Recorded[], isFirst: boolean): void {
    const busy = this.busy();
    const [now, later] = [all.filter(({ id }) => !busy.has(id)), all.filter(({ id }) => busy.has(id))];
    for (const recorded of now) {
      // What was gone before one came is no news: nobody here has seen it.
      const isKnown = this.versions.has(recorded.id);
      const isNews = isKnown ? recorded.version > (this.versions.get(recorded.id) ?? 0) : !recorded.is_deleted;
      this.versions.set(recorded.id, recorded.version);
      this.take(recorded);
      if (isNews && !isFirst) this.arrived(recorded);
    }
    const known = Math.max(this.sequence, ...now.map(({ sequence }) => sequence));
    this.sequence = Math.min(known, ...later.map(({ sequence }) => sequence - 1));
    this.told();
  }

  private busy(): ReadonlySet<string> {
    return new Set([...this.held, ...this.queue.map(({ id }) => id)]);
  }

  /** Puts, changes or takes away what one has drawn; it is on the screen before the server answers. */
  set(id: string, annotation: Annotation | null): void {
    this.held.delete(id);
    const former = this.shown.get(id);
    if (former !== undefined && !former.isMine) return;
    if (annotation === null) this.shown.delete(id);
    else {
      const recorded = former?.recorded ?? null;
      this.shown.set(id, { id, annotation, measured: this.measureNow(annotation), recorded, isMine: true });
    }
    // Of changes that have not left yet only the last one matters.
    const waits = this.queue.findIndex((each, at) => each.id === id && !(this.isSending && at === 0));
    if (waits >= 0) this.queue.splice(waits, 1);
    this.queue.push({ id, annotation });
    this.told();
    void this.send();
  }

  /** Shows a figure while a hand still moves it; nothing is saved. */
  preview(id: string, annotation: Annotation): void {
    const former = this.shown.get(id);
    if (former === undefined || !former.isMine) return;
    this.held.add(id);
    this.shown.set(id, { ...former, annotation, measured: this.measureNow(annotation) });
    this.told();
  }

  /** The hand lets go without a change; what was on the screen before stands there again. */
  letGo(id: string, annotation: Annotation): void {
    this.preview(id, annotation);
    this.held.delete(id);
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    while (this.queue[0] !== undefined) {
      this.state = "saving";
      this.told();
      const { id, annotation } = this.queue[0];
      const operation = this.operation(id, annotation);
      try {
        if (operation !== null) this.answered(await this.wire.send(operation));
        this.queue.shift();
      } catch (error) {
        if (isPassing(error)) {
          this.state = "unsaved";
          this.told();
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
          continue;
        }
        // What was done to it after that stands on the same ground, and falls with it.
        const later = this.queue.filter((each) => each.id !== id);
        this.queue.splice(0, this.queue.length, ...later);
        this.refused = error;
        await this.load().catch(() => undefined);
      }
    }
    this.isSending = false;
    this.state = "saved";
    this.told();
  }

  private operation(id: string, annotation: Annotation | null): Operation | null {
    const version = this.versions.get(id);
    if (annotation === null) return version === undefined ? null : { does: "delete", id, base: version };
    if (version === undefined) return { does: "put", id, base: 0, annotation };
    return { does: "change", id, base: version, annotation };
  }

  private answered(recorded: Recorded): void {
    this.me = recorded.author.id;
    this.versions.set(recorded.id, recorded.version);
    const isChangedSince = this.queue.slice(1).some(({ id }) => id === recorded.id);
    if (!isChangedSince) this.take(recorded);
    this.told();
  }

  private take(recorded: Recorded): void {
    if (recorded.is_deleted) {
      this.shown.delete(recorded.id);
      return;
    }
    const { id, annotation, measured, author } = recorded;
    this.shown.set(id, { id, annotation, measured, recorded, isMine: author.id === this.me });
  }

  private told(): void {
    this.all = [...this.shown.values()];
    for (const listener of this.listeners) listener();
  }
}

/** Without an answer, or with one that says "later", the same is sent again: the server knows it by its id. */
function isPassing(error: unknown): boolean {
  const status = (error as { status?: number } | null)?.status;
  return status === undefined || status === 0 || status === 429 || status >= 500;
}
