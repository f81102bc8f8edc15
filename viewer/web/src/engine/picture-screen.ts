/** A place without WebGL: shows pictures that the server has windowed, and turns and moves them itself. */

import { add, directionsOf, dot } from "./geometry.ts";
import { type Edges, edgesOfPlane, edgesOfProjection } from "./letters.ts";
import { type OpenSeries, type Page, pictureAddress } from "./pages.ts";
import type { Look, Screen } from "./screen.ts";
import type { Point3 } from "./study.ts";
import { toolInHand } from "./tools/hands.ts";
import type { ViewportState } from "./view-state.ts";

const WINDOW_HEADERS = ["Filmless-Window", "Filmless-Start-Window"];
const AHEAD = 3;
const KEPT = 120;

interface Picture {
  readonly address: string;
  readonly window: { readonly center: number; readonly width: number } | null;
}

/** Pictures that were fetched, by what they show. */
const kept = new Map<string, Promise<Picture>>();

export class PictureScreen implements Screen {
  readonly kind = "picture";
  readonly element: HTMLDivElement;
  drawn: string | null = null;
  private readonly image = document.createElement("img");
  private readonly scroll: (by: number) => void;
  private readonly changed: () => void;
  private shown: OpenSeries | null = null;
  private state: ViewportState | null = null;
  private window: Picture["window"] = null;
  private wheel = 0;

  constructor(element: HTMLDivElement, scroll: (by: number) => void, changed: () => void) {
    this.element = element;
    this.scroll = scroll;
    this.changed = changed;
    this.image.alt = "";
    this.image.draggable = false;
    this.image.className = "server-picture";
    element.append(this.image);
    element.addEventListener("wheel", this.onWheel, { passive: false });
    element.addEventListener("pointerdown", this.onDown);
  }

  leave(): void {
    this.element.removeEventListener("wheel", this.onWheel);
    this.element.removeEventListener("pointerdown", this.onDown);
    this.image.remove();
  }

  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    this.shown = series;
    this.state = state;
    const page = series.pages[state.page];
    if (page === undefined) return;
    this.arrange(page, state);
    const picture = await fetched(page, state.window);
    if (this.state.page !== state.page || this.shown !== series) return;
    if (this.image.src !== picture.address) this.image.src = picture.address;
    this.window = picture.window;
    await this.image.decode().catch(() => undefined);
    this.drawn = page.id;
    for (let by = 1; by <= AHEAD; by++) {
      for (const at of [state.page + by, state.page - by]) {
        const other = series.pages[at];
        if (other !== undefined) void fetched(other, state.window).catch(() => undefined);
      }
    }
  }

  read(): ViewportState | null {
    return this.state;
  }

  look(): Look | null {
    const { shown, state } = this;
    const page = state === null ? undefined : shown?.pages[state.page];
    if (state === null || page === undefined) return null;
    const scale = this.scale(page, state);
    const spacing = page.facts.spacing_mm;
    return {
      page,
      window: page.facts.is_colour ? null : (state.window ?? this.window),
      edges: this.edges(page, state),
      pixelsPerMm: spacing === null ? null : scale / spacing[1],
      scale,
    };
  }

  /** Pixels of the screen to a column of the picture. */
  private scale(page: Page, state: ViewportState): number {
    const { columns, rows, pixel_aspect } = page.facts;
    const { clientWidth, clientHeight } = this.element;
    return Math.min(clientWidth / columns, clientHeight / (rows * pixel_aspect)) * state.zoom;
  }

  private arrange(page: Page, state: ViewportState): void {
    const { columns, rows, pixel_aspect } = page.facts;
    const scale = this.scale(page, state);
    const { style } = this.image;
    style.width = `${columns * scale}px`;
    style.height = `${rows * pixel_aspect * scale}px`;
    const height = this.element.clientHeight * state.zoom;
    style.transform = [
      "translate(-50%, -50%)",
      `translate(${state.pan[0] * height}px, ${state.pan[1] * height}px)`,
      `rotate(${state.rotation}deg)`,
      `scale(${state.isFlippedHorizontally ? -1 : 1}, ${state.isFlippedVertically ? -1 : 1})`,
    ].join(" ");
    style.filter = state.isInverted ? "invert(1)" : "";
  }

  private edges(page: Page, state: ViewportState): Edges | null {
    const [right, down] = screenInPicture(state);
    const directions = page.position === null ? null : directionsOf(page.facts);
    if (directions !== null) return edgesOfPlane(mixed(directions, right), mixed(directions, down));
    return page.facts.letters === null ? null : edgesOfProjection(page.facts.letters, right, down);
  }

  toScreen(point: Point3): readonly [number, number] {
    const ground = this.ground();
    if (ground === null) return [Number.NaN, Number.NaN];
    const { page, state, plane } = ground;
    const from = add(point, plane.origin, -1);
    const across = dot(from, plane.row) / plane.column_mm + 0.5 - page.facts.columns / 2;
    const along = (dot(from, plane.column) / plane.row_mm + 0.5 - page.facts.rows / 2) * page.facts.pixel_aspect;
    const [right, down] = screenInPicture(state);
    const scale = this.scale(page, state);
    const [x, y] = this.centre(state);
    return [x + (across * right[0] + along * right[1]) * scale, y + (across * down[0] + along * down[1]) * scale];
  }

  toPatient([x, y]: readonly [number, number]): Point3 {
    const ground = this.ground();
    if (ground === null) return [Number.NaN, Number.NaN, Number.NaN];
    const { page, state, plane } = ground;
    const scale = this.scale(page, state);
    const [middleX, middleY] = this.centre(state);
    const [toRight, toBottom] = [(x - middleX) / scale, (y - middleY) / scale];
    const [right, down] = screenInPicture(state);
    const column = toRight * right[0] + toBottom * down[0] + page.facts.columns / 2 - 0.5;
    const row = (toRight * right[1] + toBottom * down[1]) / page.facts.pixel_aspect + page.facts.rows / 2 - 0.5;
    return add(add(plane.origin, plane.row, column * plane.column_mm), plane.column, row * plane.row_mm);
  }

  private centre(state: ViewportState): readonly [number, number] {
    const { clientWidth, clientHeight } = this.element;
    const height = clientHeight * state.zoom;
    return [clientWidth / 2 + state.pan[0] * height, clientHeight / 2 + state.pan[1] * height];
  }

  private ground() {
    const { shown, state } = this;
    const page = state === null ? undefined : shown?.pages[state.page];
    return state === null || page === undefined ? null : { page, state, plane: planeOfPicture(page) };
  }

  private readonly onWheel = (event: WheelEvent) => {
    event.preventDefault();
    this.wheel += event.deltaY;
    const pages = Math.trunc(this.wheel / 50);
    this.wheel -= pages * 50;
    if (pages !== 0) this.scroll(Math.sign(pages));
  };

  private readonly onDown = (down: PointerEvent) => {
    if (!down.isPrimary) return;
    this.element.setPointerCapture(down.pointerId);
    let [x, y] = [down.clientX, down.clientY];
    let rest = 0;
    const tool = down.button === 1 ? "pan" : down.button === 2 ? "zoom" : toolInHand();
    const move = (event: PointerEvent) => {
      const [across, along] = [event.clientX - x, event.clientY - y];
      [x, y] = [event.clientX, event.clientY];
      if (tool === "scroll") {
        rest += along;
        const pages = Math.trunc(rest / 12);
        rest -= pages * 12;
        if (pages !== 0) this.scroll(pages);
      } else this.drag(tool, across, along);
    };
    const up = () => {
      this.element.removeEventListener("pointermove", move);
      this.element.removeEventListener("pointerup", up);
      this.element.removeEventListener("pointercancel", up);
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("pointerup", up);
    this.element.addEventListener("pointercancel", up);
  };

  private drag(tool: string, across: number, along: number): void {
    const { state, shown } = this;
    const page = state === null ? undefined : shown?.pages[state.page];
    if (state === null || shown === null || page === undefined) return;
    const height = (this.element.clientHeight || 1) * state.zoom;
    const window = state.window ?? this.window;
    if (tool === "pan") this.state = { ...state, pan: [state.pan[0] + across / height, state.pan[1] + along / height] };
    else if (tool === "zoom") this.state = { ...state, zoom: Math.min(Math.max(state.zoom * 1.01 ** along, 0.1), 64) };
    else if (tool === "window" && window !== null && !page.facts.is_colour) {
      const step = Math.max(window.width / 300, 0.01);
      const width = Math.max(window.width + across * step, 1);
      this.state = { ...state, window: { center: window.center + along * step, width } };
    } else return;
    void this.show(shown, this.state).then(this.changed);
    this.changed();
  }
}

/** The directions of the screen, right and down, in columns and rows of the picture. */
export function screenInPicture(
  state: Pick<ViewportState, "rotation" | "isFlippedHorizontally" | "isFlippedVertically">,
): readonly [readonly [number, number], readonly [number, number]] {
  const angle = (state.rotation * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [state.isFlippedHorizontally ? -1 : 1, state.isFlippedVertically ? -1 : 1];
  return [
    [c * x, -s * y],
    [s * x, c * y],
  ];
}

/** Where a page lies; one without a place lies flat at the origin, as it does where WebGL draws it. */
export function planeOfPicture(page: Page) {
  const directions = page.position === null ? null : directionsOf(page.facts);
  const [row_mm, column_mm] = page.facts.spacing_mm ?? [page.facts.pixel_aspect, 1];
  const [row, column]: readonly [Point3, Point3] = directions ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  return { origin: page.position ?? ([0, 0, 0] as Point3), row, column, row_mm, column_mm };
}

function mixed([row, column]: readonly [Point3, Point3], [x, y]: readonly [number, number]): Point3 {
  return [row[0] * x + column[0] * y, row[1] * x + column[1] * y, row[2] * x + column[2] * y];
}

function fetched(page: Page, window: Picture["window"]): Promise<Picture> {
  const address = pictureAddress(page, undefined, window ?? undefined);
  let picture = kept.get(address);
  if (picture === undefined) {
    picture = ask(address);
    picture.catch(() => kept.delete(address));
    kept.set(address, picture);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) forget(oldest);
  }
  return picture;
}

function forget(address: string): void {
  void kept.get(address)?.then((picture) => URL.revokeObjectURL(picture.address));
  kept.delete(address);
}

async function ask(address: string): Promise<Picture> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const told = WINDOW_HEADERS.map((name) => answer.headers.get(name)).find((text) => text !== null);
  const [center = Number.NaN, width = Number.NaN] = (told ?? "").split(",").map(Number);
  const window = Number.isFinite(center) && width > 0 ? { center, width } : null;
  return { address: URL.createObjectURL(await answer.blob()), window };
}
