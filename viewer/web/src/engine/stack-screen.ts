/** A place that shows the pages of a series as they were taken. */

import { Enums, type RenderingEngine, type StackViewport, type Types } from "@cornerstonejs/core";
import { pageOf } from "./frames.ts";
import type { OpenSeries, Page } from "./pages.ts";
import type { Point3 } from "./study.ts";
import { type Edges, edgesOfPlane, edgesOfProjection } from "./letters.ts";
import { type Look, type Screen, tidy } from "./screen.ts";
import { toolGroup } from "./tools/tool-kinds.ts";
import { windowEnds, windowOfEnds } from "./values.ts";
import type { ViewportState } from "./view-state.ts";

const ENDS_DIFFER = 1e-3;

export class StackScreen implements Screen {
  readonly kind = "stack";
  readonly id: string;
  readonly element: HTMLDivElement;
  private readonly engine: RenderingEngine;
  private readonly changed: () => void;
  private shown: OpenSeries | null = null;
  private state: ViewportState | null = null;
  private isApplying = 0;
  /** The page that was last drawn sharp. */
  drawn: string | null = null;

  constructor(engine: RenderingEngine, index: number, element: HTMLDivElement, changed: () => void) {
    this.id = `place-${index}`;
    this.element = element;
    this.engine = engine;
    this.changed = changed;
    engine.enableElement({ viewportId: this.id, type: Enums.ViewportType.STACK, element });
    toolGroup().addViewport(this.id, engine.id);
    for (const event of [Enums.Events.CAMERA_MODIFIED, Enums.Events.VOI_MODIFIED, Enums.Events.STACK_NEW_IMAGE]) {
      element.addEventListener(event, this.onEvent);
    }
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
  }

  leave(): void {
    for (const event of [Enums.Events.CAMERA_MODIFIED, Enums.Events.VOI_MODIFIED, Enums.Events.STACK_NEW_IMAGE]) {
      this.element.removeEventListener(event, this.onEvent);
    }
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
    toolGroup().removeViewports(this.engine.id, this.id);
    this.engine.disableElement(this.id);
  }

  private get viewport(): StackViewport {
    return this.engine.getViewport(this.id) as StackViewport;
  }

  /** Shows a state; resolves when the frame it names is here. */
  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    const former = this.state;
    this.state = state;
    this.isApplying++;
    try {
      if (this.shown?.name !== series.name) {
        this.shown = series;
        this.drawn = null;
        await this.viewport.setStack(
          series.pages.map(({ id }) => id),
          clamp(state.page, series.pages.length),
        );
        this.present(this.state);
      } else {
        const isTurned = this.viewport.getTargetImageIdIndex() !== state.page;
        if (isTurned) void this.viewport.setImageIdIndex(clamp(state.page, series.pages.length));
        if (former !== null && !differs(former, state)) return;
        this.present(state);
      }
    } finally {
      this.isApplying--;
    }
    this.viewport.render();
  }

  private present(state: ViewportState): void {
    const { viewport } = this;
    const image = viewport.getCornerstoneImage();
    if (image === undefined) return;
    viewport.resetCamera();
    viewport.setViewPresentation({
      rotation: ((state.rotation % 360) + 360) % 360,
      zoom: state.zoom,
      pan: [state.pan[0] * this.element.clientHeight, state.pan[1] * this.element.clientHeight],
      flipHorizontal: state.isFlippedHorizontally,
      flipVertical: state.isFlippedVertically,
    });
    if (state.window === null) viewport.resetProperties();
    const invert = state.isInverted !== (pageOf(image.imageId)?.facts.is_inverse ?? false);
    if (state.window === null) {
      viewport.setProperties({ invert });
    } else {
      const [lower, upper] = windowEnds({ ...state.window, function: formOf(image) });
      viewport.setProperties({ voiRange: { lower, upper }, invert });
    }
  }

  /** What hands have made of the state. */
  read(): ViewportState | null {
    const { state, viewport } = this;
    if (state === null || this.isApplying > 0) return state;
    const image = viewport.getCornerstoneImage();
    if (image === undefined) return state;
    const { zoom = 1, pan = [0, 0], rotation = 0 } = viewport.getViewPresentation();
    const { flipHorizontal, flipVertical } = viewport.getCamera();
    const height = this.element.clientHeight || 1;
    this.state = {
      ...state,
      page: viewport.getTargetImageIdIndex(),
      zoom: tidy(zoom, 1),
      pan: [tidy(pan[0] / height, 0), tidy(pan[1] / height, 0)],
      rotation: Math.round(rotation * 10) / 10,
      isFlippedHorizontally: flipHorizontal ?? false,
      isFlippedVertically: flipVertical ?? false,
      window: this.chosenWindow(image),
    };
    return this.state;
  }

  private chosenWindow(image: Types.IImage): ViewportState["window"] {
    const { voiRange } = this.viewport.getProperties();
    if (voiRange == null || image.color) return null;
    const form = formOf(image);
    const own = windowEnds({ ...ownWindow(image), function: form });
    const width = Math.max(Math.abs(own[1] - own[0]), 1);
    const isOwn = [voiRange.lower - own[0], voiRange.upper - own[1]].every((by) => Math.abs(by) < width * ENDS_DIFFER);
    return isOwn ? null : windowOfEnds(voiRange.lower, voiRange.upper, form);
  }

  look(): Look | null {
    const { viewport } = this;
    const image = viewport.getCornerstoneImage();
    const page = image === undefined ? undefined : pageOf(image.imageId);
    if (image === undefined || page === undefined) return null;
    const { voiRange } = viewport.getProperties();
    const [right, down] = this.directions();
    const perRow = Math.hypot(...right);
    const { facts } = page;
    const column = (facts.spacing_mm ?? [facts.pixel_aspect, 1])[1];
    return {
      page,
      window: image.color || voiRange == null ? null : windowOfEnds(voiRange.lower, voiRange.upper, formOf(image)),
      edges: this.edges(page, right, down),
      pixelsPerMm: facts.spacing_mm === null ? null : 1 / perRow,
      scale: column / perRow,
    };
  }

  toScreen(point: Point3): readonly [number, number] {
    return this.viewport.worldToCanvas([...point]);
  }

  toPatient(canvas: readonly [number, number]): Point3 {
    return this.viewport.canvasToWorld([...canvas]) as never;
  }

  /** What a step of one pixel of the screen, to the right and down, is in the space of the picture. */
  private directions(): readonly [Point3, Point3] {
    const { viewport } = this;
    const [origin, right, down] = [
      viewport.canvasToWorld([0, 0]),
      viewport.canvasToWorld([100, 0]),
      viewport.canvasToWorld([0, 100]),
    ];
    const step = (to: Types.Point3): Point3 =>
      [0, 1, 2].map((at) => ((to[at] ?? 0) - (origin[at] ?? 0)) / 100) as never;
    return [step(right), step(down)];
  }

  private edges(page: Page, right: Point3, down: Point3): Edges | null {
    if (page.facts.directions !== null && page.position !== null) return edgesOfPlane(right, down);
    if (page.facts.letters === null) return null;
    return edgesOfProjection(page.facts.letters, [right[0], right[1]], [down[0], down[1]]);
  }

  private readonly onEvent = () => {
    if (this.isApplying === 0) this.changed();
  };

  private readonly onRendered = () => {
    const image = this.shown === null ? undefined : this.viewport.getCornerstoneImage();
    if (image === undefined || this.drawn === image.imageId) return;
    this.drawn = image.imageId;
    this.changed();
  };
}

function formOf(image: Types.IImage) {
  return image.voiLUTFunction as "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
}

function ownWindow(image: Types.IImage) {
  const first = (value: number | number[]) => (Array.isArray(value) ? (value[0] ?? 0) : value);
  return { center: first(image.windowCenter), width: first(image.windowWidth) };
}

function clamp(page: number, pages: number): number {
  return Math.min(Math.max(page, 0), pages - 1);
}

function differs(one: ViewportState, other: ViewportState): boolean {
  const { page: _, cine: _cine, ...before } = one;
  const { page: _page, cine: _other, ...after } = other;
  return JSON.stringify(before) !== JSON.stringify(after);
}
