/** The hand above a picture: it draws with the tool that it holds, or takes what is drawn and moves it. */

import type { Annotation, Kind } from "../../engine/annotations/annotation.ts";
import {
  begin,
  type Drawing,
  figureOf,
  isFigure,
  move,
  press,
  pull,
  release,
  shift,
  TREMBLE,
} from "../../engine/annotations/drawing.ts";
import { isDrawn } from "../../engine/annotations/kinds.ts";
import type { PlanePoint } from "../../engine/annotations/plane-figures.ts";
import type { Annotating } from "./annotating.ts";
import { type Ground, groundOf, type Grounds } from "./ground.ts";

interface Taken {
  readonly id: string;
  readonly handle: number | null;
  readonly from: PlanePoint;
  readonly points: readonly PlanePoint[];
  readonly before: Annotation;
  /** Where its words stood from its first point, if it is they that are moved. */
  readonly words: PlanePoint | null;
}

/** What the hand of one place does; `changed` is called whenever something of it is to be drawn anew. */
export class Hand {
  private readonly engine: Grounds & { readonly tool: string };
  private readonly index: number;
  private readonly annotating: Annotating;
  private readonly changed: () => void;
  private taken: Taken | null = null;
  private ground: Ground | null = null;
  drawing: Drawing | null = null;
  /** A figure that waits for its words. */
  asking: { readonly ground: Ground; readonly annotation: Annotation; readonly at: PlanePoint } | null = null;

  constructor(engine: Grounds & { readonly tool: string }, index: number, annotating: Annotating, changed: () => void) {
    this.engine = engine;
    this.index = index;
    this.annotating = annotating;
    this.changed = changed;
  }

  /** Whether a press here is for what is drawn, and not for the picture below. */
  wants(target: Element | null): boolean {
    return isDrawn(this.engine.tool) || target?.closest("[data-figure]") != null;
  }

  down(at: PlanePoint, target: Element | null): boolean {
    this.ground ??= groundOf(this.engine, this.index);
    const { ground, drawing } = this;
    if (ground === null) return false;
    if (drawing !== null) {
      this.drawing = press(drawing, at);
    } else {
      const figure = target?.closest("[data-figure]") ?? null;
      const isHandle = figure?.hasAttribute("data-handle") === true;
      const tool = this.engine.tool;
      if (figure !== null && (isHandle || !isDrawn(tool))) return this.take(ground, figure, at);
      if (!isDrawn(tool)) return false;
      this.annotating.choose(null);
      this.drawing = begin(tool, at);
    }
    this.sketched();
    return true;
  }

  move(at: PlanePoint): void {
    if (this.taken !== null) this.pull(this.taken, at);
    else if (this.drawing !== null) {
      this.drawing = move(this.drawing, at);
      this.sketched();
    }
  }

  up(at: PlanePoint): void {
    if (this.taken !== null) return this.letGo(this.taken);
    if (this.drawing === null || this.ground === null) return;
    this.drawing = release(this.drawing, at);
    if (this.drawing.isDone) this.keep(this.ground, this.drawing, at);
    this.changed();
  }

  /** Nothing of what was begun stays. */
  cancel(): void {
    if (this.taken !== null && this.ground !== null) {
      this.annotating.store(this.ground.study)?.letGo(this.taken.id, this.taken.before);
      this.annotating.sketch(null, this.taken.id);
    } else if (this.drawing !== null) this.annotating.sketch(null);
    this.drawing = this.taken = this.ground = null;
    this.changed();
  }

  /** What is being drawn, as it would be kept. */
  annotation(): Annotation | null {
    return this.ground === null || this.drawing === null ? null : asAnnotation(this.ground, this.drawing, "");
  }

  /** The words that were asked for. */
  say(text: string): void {
    const { asking } = this;
    this.asking = null;
    const isKept = asking !== null && (text.trim() !== "" || asking.annotation.kind !== "text");
    if (isKept) this.annotating.add(asking.ground.study, { ...asking.annotation, text: text.trim() });
    else this.annotating.sketch(null);
    this.changed();
  }

  /** Whoever looks on sees what is drawn while it is drawn. */
  private sketched(): void {
    const annotation = this.annotation();
    // With fewer points it is no figure yet.
    if (annotation !== null && annotation.points.length >= fewestOf(annotation.kind))
      this.annotating.sketch(annotation);
    this.changed();
  }

  private keep(ground: Ground, drawing: Drawing, at: PlanePoint): void {
    this.drawing = this.ground = null;
    if (!isFigure(drawing)) return this.annotating.sketch(null);
    const annotation = asAnnotation(ground, drawing, "");
    if (drawing.kind === "text" || drawing.kind === "arrow") this.asking = { ground, annotation, at };
    else this.annotating.add(ground.study, annotation);
  }

  private take(ground: Ground, figure: Element, from: PlanePoint): boolean {
    const id = figure.getAttribute("data-figure") ?? "";
    const shown = this.annotating.store(ground.study)?.find(id);
    if (shown === undefined) return false;
    this.annotating.choose({ study: ground.study, id });
    const points = shown.annotation.points.map((point) => ground.toScreen(point));
    const words = wordsFrom(figure, shown.annotation.kind, points[0]);
    if (words === null && !shown.isMine) return true;
    const handle = figure.getAttribute("data-handle");
    this.taken = { id, handle: handle === null ? null : Number(handle), from, points, before: shown.annotation, words };
    return true;
  }

  private pull({ id, handle, from, points, before, words }: Taken, at: PlanePoint): void {
    const { ground } = this;
    if (ground === null) return;
    const by: PlanePoint = [at[0] - from[0], at[1] - from[1]];
    if (words !== null) {
      // A mere touch chooses the figure, and moves nothing.
      if (Math.hypot(...by) > TREMBLE) this.annotating.putWords(id, [words[0] + by[0], words[1] + by[1]]);
      return;
    }
    const start = handle === null ? undefined : points[handle];
    // The finger may hold a handle at its edge: what moves is where it was, by as much as the finger.
    const moved =
      handle === null || start === undefined
        ? shift(points, by)
        : pull(before.kind, points, handle, [start[0] + by[0], start[1] + by[1]]);
    const annotation = { ...before, points: moved.map((point) => ground.fromScreen(point)) };
    this.annotating.store(ground.study)?.preview(id, annotation);
    this.annotating.sketch(annotation, id);
  }

  private letGo({ id, before }: Taken): void {
    const { ground } = this;
    this.taken = this.ground = null;
    const now = ground === null ? undefined : this.annotating.store(ground.study)?.find(id);
    if (ground === null || now === undefined) return;
    if (now.annotation === before) {
      this.annotating.sketch(null, id);
      return this.annotating.store(ground.study)?.letGo(id, before);
    }
    this.annotating.change(ground.study, id, now.annotation, before);
  }
}

/** How far from their figure words stand that are taken; words that are a figure by themselves are moved as one. */
function wordsFrom(words: Element, kind: Kind, first: PlanePoint | undefined): PlanePoint | null {
  const at = words.getAttribute("data-words");
  if (at === null || kind === "text" || first === undefined) return null;
  const [left = 0, top = 0] = at.split(" ").map(Number);
  return [left - first[0], top - first[1]];
}

function asAnnotation(ground: Ground, drawing: Drawing, text: string): Annotation {
  const points = figureOf(drawing).map((point) => ground.fromScreen(point));
  return { kind: drawing.kind, place: ground.place, points, text };
}

/** How many points of a figure are handles; an outline by a free hand is moved as a whole. */
export function handlesOf(kind: Kind, points: number): number {
  return kind === "freehand" || kind === "key-image" ? 0 : points;
}

/** A figure that is on its way has at least so many points once it can be told as an annotation. */
function fewestOf(kind: Kind): number {
  if (kind === "probe" || kind === "text") return 1;
  if (kind === "cobb" || kind === "bidirectional" || kind === "ellipse" || kind === "rectangle") return 4;
  return kind === "length" || kind === "arrow" ? 2 : 3;
}
