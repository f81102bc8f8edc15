import type { PictureFormat } from "../api.ts";
import type { FrameKind, SeriesDocument } from "../documents.ts";
import type { Drawable } from "../formats.ts";
import { type Later, patiently } from "../patience.ts";
import { Cine } from "./cine.ts";
import type { FrameRequest } from "./frames.ts";
import { wantedSize } from "./ring.ts";
import type { Shown, Stack } from "./stack.ts";
import type { Surface } from "./surface.ts";
import { FITTED, panned, type ScreenPoint, type Size, type View, zoomed } from "./view.ts";
import { draggedWindow, parsedWindow, previewTable, type Window, windowText } from "./window.ts";

/** What takes longer is said. */
const LATE_MS = 800;

/** What the screen tells about the picture. */
export interface ViewerState {
  readonly frame: number;
  readonly all: number;
  readonly kind: FrameKind;
  /** The window of the picture that is drawn, or that a finger is choosing. */
  readonly window: Window | null;
  readonly isExact: boolean;
  readonly isPlaying: boolean;
  /** The frame that is asked for is not drawn yet. */
  readonly isLoading: boolean;
  readonly failure: "undecodable" | "missing" | "waiting" | Later["kind"] | null;
  /** CSS pixels that one millimetre takes; null: the file does not say how large things are. */
  readonly pixelsPerMm: number | null;
}

export interface ViewerEvents {
  changed(state: ViewerState): void;
  /** The link was switched off or the session is over. */
  lost(): void;
  /** More images of the series are here: their numbers have to be learned anew. */
  outdated(): void;
}

interface Drawn {
  readonly drawable: Drawable;
  readonly window: Window | null;
  /** From where brightness is changed; null for colour. */
  readonly start: Window | null;
  readonly request: FrameRequest;
}

/** Shows one series: which frame, which window, how large. Everything that is drawn goes through here. */
export class Viewer {
  private readonly series: SeriesDocument;
  private readonly stack: Stack;
  private readonly surface: Surface;
  private readonly format: PictureFormat;
  private readonly events: ViewerEvents;
  private readonly cine: Cine;
  private frame: number;
  private direction: 1 | -1 = 1;
  private view: View = FITTED;
  private drawn: Drawn | null = null;
  private chosen: Window | null = null;
  private dragged: Window | null = null;
  private isExact = false;
  private isLoading = true;
  private failure: ViewerState["failure"] = null;
  private turn = 0;

  constructor(
    series: SeriesDocument,
    frame: number,
    stack: Stack,
    surface: Surface,
    format: PictureFormat,
    events: ViewerEvents,
  ) {
    this.series = series;
    this.frame = frame;
    this.stack = stack;
    this.surface = surface;
    this.format = format;
    this.events = events;
    this.cine = new Cine(this.kind.frame_time_ms, () => this.showFrame((this.frame % this.all) + 1));
  }

  get all(): number {
    return this.series.frames;
  }

  get shownFrame(): number {
    return this.frame;
  }

  get shownWindow(): Window | null {
    return this.dragged ?? this.chosen ?? this.drawn?.window ?? null;
  }

  /** From where a finger goes on: what is shown, or what a table comes nearest to. */
  get startWindow(): Window | null {
    return this.shownWindow ?? this.drawn?.start ?? null;
  }

  get kind(): FrameKind {
    const kind = this.series.kinds[this.series.frame_kinds[this.frame - 1] ?? 0];
    if (kind === undefined) throw new Error("The series does not say what its frames are.");
    return kind;
  }

  async showFrame(frame: number): Promise<void> {
    const to = Math.min(this.all, Math.max(1, frame));
    if (to !== this.frame) {
      this.direction = to > this.frame ? 1 : -1;
      this.isExact = false;
    }
    this.frame = to;
    await this.load();
  }

  /** null: as the file says. */
  async chooseWindow(window: Window | null): Promise<void> {
    this.chosen = window;
    this.dragged = null;
    await this.load();
  }

  /** Shows at once what a window would look like; `chooseWindow` then asks for the real picture. */
  dragWindow(start: Window, dx: number, dy: number): void {
    this.dragged = draggedWindow(start, dx, dy, this.surface.size, this.kind.is_inverse);
    this.redraw();
  }

  async keepDraggedWindow(): Promise<void> {
    if (this.dragged !== null) await this.chooseWindow(this.dragged);
  }

  async showExact(): Promise<void> {
    this.cine.pause();
    this.isExact = !this.isExact;
    await this.load();
  }

  zoom(factor: number, point: ScreenPoint): void {
    this.view = zoomed(this.view, factor, point, this.shape, this.surface.size);
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.view = panned(this.view, dx, dy, this.shape, this.surface.size);
    this.redraw();
  }

  /** After enlarging: asks for a sharper picture if this one has not all there is. */
  async sharpen(): Promise<void> {
    await this.load();
  }

  resetView(): void {
    this.view = FITTED;
    this.redraw();
  }

  get isEnlarged(): boolean {
    return this.view.scale > 1;
  }

  togglePlaying(): void {
    if (this.cine.isPlaying) this.cine.pause();
    else if (this.all > 1) this.cine.play();
    this.tell();
  }

  redraw(): void {
    const from = this.drawn?.start ?? null;
    const { is_inverse } = this.kind;
    const table = this.dragged === null || from === null ? null : previewTable(from, this.dragged, is_inverse);
    this.surface.draw(this.drawn?.drawable ?? null, this.shape, this.view, table);
    this.tell();
  }

  close(): void {
    this.turn += 1;
    this.cine.pause();
    this.stack.close();
    this.drawn = null;
  }

  /** The picture as it looks with square pixels. */
  private get shape(): Size {
    const { rows, columns, pixel_aspect } = this.kind;
    return { width: columns, height: rows * pixel_aspect };
  }

  private get request(): FrameRequest {
    const window = this.chosen === null ? null : windowText(this.chosen);
    const longest = Math.max(this.kind.rows, this.kind.columns);
    if (this.isExact) return { frame: this.frame, window, size: 0, format: "png" };
    const { width, height } = this.surface.size;
    const devicePixels = Math.min(width, height) * this.surface.devicePixelRatio * this.view.scale;
    return { frame: this.frame, window, size: wantedSize(devicePixels, longest), format: this.format };
  }

  private async load(): Promise<void> {
    this.turn += 1;
    const { turn, request } = this;
    this.isLoading = true;
    this.failure = null;
    const late = window.setTimeout(() => turn === this.turn && this.wait("waiting", request), LATE_MS);
    // The question goes out first: the network is slower than everything that is told meanwhile.
    const answer = patiently(
      () => this.stack.show(request),
      () => turn !== this.turn,
      (later, mustTell) => {
        window.clearTimeout(late);
        this.wait(mustTell ? later.kind : "waiting", request);
      },
    );
    this.tell();
    const shown = await answer;
    window.clearTimeout(late);
    if (shown === null || shown.kind === "aborted") return;
    this.isLoading = false;
    this.take(shown, request);
    // First this frame is painted, then its neighbours are fetched.
    requestAnimationFrame(() => setTimeout(() => this.fetchNeighbours(turn, request)));
  }

  /** The frame that is asked for takes its time: another one must not stand under its number for so long. */
  private wait(why: "waiting" | Later["kind"], request: FrameRequest): void {
    const former = this.drawn?.request;
    // The same slice, less sharp, is better than nothing; what is no more than that needs no words.
    const isThere = former?.frame === request.frame && former.window === request.window;
    if (!isThere) this.drawn = null;
    if (!isThere || this.isExact) this.failure = why;
    if (why !== "waiting") this.cine.pause();
    this.redraw();
  }

  private fetchNeighbours(turn: number, request: FrameRequest): void {
    if (turn === this.turn && !this.isExact) this.stack.surround(request, this.direction);
  }

  private take(shown: Exclude<Shown, Later | { kind: "aborted" }>, request: FrameRequest): void {
    if (shown.kind === "lost" || shown.kind === "outdated") {
      this.events[shown.kind]();
      return;
    }
    if (shown.kind === "ok") {
      this.failure = null;
      const { drawable, picture } = shown;
      const window = parsedWindow(picture.window);
      this.drawn = { drawable, window, start: window ?? parsedWindow(picture.start), request };
    } else {
      this.failure = shown.kind;
      this.cine.pause();
      // Nothing may stand under the number of a slice that it is not.
      this.drawn = null;
    }
    this.redraw();
  }

  private tell(): void {
    this.events.changed({
      frame: this.frame,
      all: this.all,
      kind: this.kind,
      window: this.shownWindow,
      isExact: this.isExact && !this.isLoading && this.failure === null,
      isPlaying: this.cine.isPlaying,
      isLoading: this.isLoading,
      failure: this.failure,
      pixelsPerMm: this.pixelsPerMm,
    });
  }

  private get pixelsPerMm(): number | null {
    const spacing = this.kind.pixel_spacing_mm;
    const { width, height } = this.surface.size;
    if (spacing === null || this.drawn === null || width === 0) return null;
    const fitting = Math.min(width / this.shape.width, height / this.shape.height);
    return (fitting * this.view.scale) / spacing[1];
  }
}
