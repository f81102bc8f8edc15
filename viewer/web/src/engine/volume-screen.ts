/** A place that shows a plane through the volume of a series, perhaps as thick as a slab. */

import { cache, Enums, type RenderingEngine, type Types, type VolumeViewport } from "@cornerstonejs/core";
import { add, dot, middleOf, nearestPage } from "./geometry.ts";
import { edgesOfPlane } from "./letters.ts";
import type { OpenSeries } from "./pages.ts";
import { type Look, type Screen, tidy } from "./screen.ts";
import type { Point3 } from "./study.ts";
import { toolGroup } from "./tools/tool-kinds.ts";
import { windowEnds, windowOfEnds } from "./values.ts";
import type { Plane, SlabKind, ViewportState } from "./view-state.ts";
import { isComplete, openVolume, volumeId } from "./volumes.ts";

const { BlendModes, OrientationAxis } = Enums;
const PLANES: Record<Exclude<Plane, "acquired">, Enums.OrientationAxis> = {
  axial: OrientationAxis.AXIAL,
  coronal: OrientationAxis.CORONAL,
  sagittal: OrientationAxis.SAGITTAL,
};
const BLENDS: Record<SlabKind, Enums.BlendModes> = {
  mip: BlendModes.MAXIMUM_INTENSITY_BLEND,
  minip: BlendModes.MINIMUM_INTENSITY_BLEND,
  average: BlendModes.AVERAGE_INTENSITY_BLEND,
};
const EVENTS = [Enums.Events.CAMERA_MODIFIED, Enums.Events.VOI_MODIFIED];

export class VolumeScreen implements Screen {
  readonly kind = "volume";
  readonly element: HTMLDivElement;
  drawn: string | null = null;
  private readonly id: string;
  private readonly engine: RenderingEngine;
  private readonly plane: Exclude<Plane, "acquired">;
  private readonly changed: () => void;
  private shown: OpenSeries | null = null;
  private state: ViewportState | null = null;
  private isReady = false;
  private isApplying = 0;

  constructor(
    engine: RenderingEngine,
    index: number,
    element: HTMLDivElement,
    plane: Exclude<Plane, "acquired">,
    changed: () => void,
  ) {
    this.id = `place-${index}`;
    this.engine = engine;
    this.element = element;
    this.plane = plane;
    this.changed = changed;
    const defaultOptions = { orientation: PLANES[plane] };
    const type = Enums.ViewportType.ORTHOGRAPHIC;
    engine.enableElement({ viewportId: this.id, type, element, defaultOptions });
    toolGroup().addViewport(this.id, engine.id);
    for (const event of EVENTS) element.addEventListener(event, this.onEvent);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
  }

  leave(): void {
    for (const event of EVENTS) this.element.removeEventListener(event, this.onEvent);
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
    toolGroup().removeViewports(this.engine.id, this.id);
    this.engine.disableElement(this.id);
  }

  private get viewport(): VolumeViewport {
    return this.engine.getViewport(this.id) as VolumeViewport;
  }

  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    const former = this.state;
    this.state = state;
    if (this.shown?.name !== series.name) {
      this.shown = series;
      this.isReady = false;
      this.drawn = null;
      await openVolume(series);
      if (this.shown !== series) return;
      this.isApplying++;
      await this.viewport.setVolumes([{ volumeId: volumeId(series) }]).finally(() => this.isApplying--);
      this.isReady = true;
      this.present(series, this.state);
    } else if (this.isReady && (former === null || differs(former, state))) {
      this.present(series, state);
    }
  }

  private present(series: OpenSeries, state: ViewportState): void {
    const { viewport } = this;
    this.isApplying++;
    viewport.resetCamera();
    viewport.setViewPresentation({
      rotation: ((state.rotation % 360) + 360) % 360,
      zoom: state.zoom,
      pan: [state.pan[0] * this.element.clientHeight, state.pan[1] * this.element.clientHeight],
      flipHorizontal: state.isFlippedHorizontally,
      flipVertical: state.isFlippedVertically,
    });
    if (state.point !== null) this.moveTo(state.point);
    const [lower, upper] =
      state.window === null ? this.ownEnds(series) : windowEnds({ ...state.window, function: "LINEAR" });
    const isInverse = series.pages[0]?.facts.is_inverse ?? false;
    viewport.setProperties({ voiRange: { lower, upper }, invert: state.isInverted !== isInverse });
    viewport.setBlendMode(state.slab === null ? BlendModes.COMPOSITE : BLENDS[state.slab.kind]);
    if (state.slab === null) viewport.resetSlabThickness();
    else viewport.setSlabThickness(state.slab.mm);
    viewport.render();
    this.isApplying--;
  }

  /** Moves the plane, not what is in the middle of it. */
  private moveTo(point: Point3): void {
    const camera = this.viewport.getCamera();
    const [focal, position, normal] = vectors(camera);
    const by = dot(add(point, focal, -1), normal);
    this.viewport.setCamera({ focalPoint: [...add(focal, normal, by)], position: [...add(position, normal, by)] });
  }

  private ownEnds(series: OpenSeries): readonly [number, number] {
    const middle = series.pages[Math.floor(series.pages.length / 2)];
    const window = middle?.facts.windows[0];
    if (window !== undefined) return windowEnds(window);
    const image = middle === undefined ? undefined : cache.getImage(middle.id);
    if (image === undefined) return [0, 4095];
    const first = (value: number | number[]) => (Array.isArray(value) ? (value[0] ?? 0) : value);
    return windowEnds({ center: first(image.windowCenter), width: first(image.windowWidth), function: "LINEAR" });
  }

  read(): ViewportState | null {
    const { state, shown, viewport } = this;
    if (state === null || shown === null || !this.isReady || this.isApplying > 0) return state;
    const { zoom = 1, pan = [0, 0], rotation = 0, flipHorizontal, flipVertical } = viewport.getViewPresentation();
    const height = this.element.clientHeight || 1;
    const [focal, , normal] = vectors(viewport.getCamera());
    const before = state.point ?? focal;
    const point = add(before, normal, dot(add(focal, before, -1), normal));
    this.state = {
      ...state,
      zoom: tidy(zoom, 1),
      pan: [tidy(pan[0] / height, 0), tidy(pan[1] / height, 0)],
      rotation: Math.round(rotation * 10) / 10,
      isFlippedHorizontally: flipHorizontal ?? false,
      isFlippedVertically: flipVertical ?? false,
      point,
      window: this.chosenWindow(shown),
    };
    return this.state;
  }

  private chosenWindow(series: OpenSeries): ViewportState["window"] {
    const voiRange = this.viewport.getProperties()?.voiRange;
    if (voiRange == null) return null;
    const [lower, upper] = this.ownEnds(series);
    const isOwn = Math.abs(voiRange.lower - lower) + Math.abs(voiRange.upper - upper) < Math.abs(upper - lower) * 1e-3;
    return isOwn ? null : windowOfEnds(voiRange.lower, voiRange.upper, "LINEAR");
  }

  look(): Look | null {
    const { viewport, shown } = this;
    if (shown === null || !this.isReady) return null;
    const focal = this.state?.point ?? vectors(viewport.getCamera())[0];
    const page = shown.pages[nearestPage(shown.pages, focal) ?? 0];
    if (page === undefined) return null;
    const voiRange = viewport.getProperties()?.voiRange;
    const [origin, right, down] = [this.toPatient([0, 0]), this.toPatient([100, 0]), this.toPatient([0, 100])];
    const [across, along] = [add(right, origin, -1), add(down, origin, -1)];
    const pixelsPerMm = 100 / Math.hypot(...across);
    return {
      page,
      window: voiRange == null ? null : windowOfEnds(voiRange.lower, voiRange.upper, "LINEAR"),
      edges: edgesOfPlane(across, along),
      pixelsPerMm,
      scale: pixelsPerMm * (page.facts.spacing_mm?.[1] ?? 1),
    };
  }

  /** The middle of the volume, where a plane is before anybody has moved it. */
  get middle(): Point3 | null {
    const { shown } = this;
    const page = shown?.pages[Math.floor(shown.pages.length / 2)];
    return page === undefined ? null : middleOf(page);
  }

  toScreen(point: Point3): readonly [number, number] {
    return this.viewport.worldToCanvas([...point]);
  }

  toPatient(canvas: readonly [number, number]): Point3 {
    return this.viewport.canvasToWorld([...canvas]) as never;
  }

  private readonly onEvent = () => {
    if (this.isApplying === 0 && this.isReady) this.changed();
  };

  private readonly onRendered = () => {
    if (this.shown === null || !this.isReady || this.drawn !== null || !isComplete(this.shown)) return;
    this.drawn = `${volumeId(this.shown)}/${this.plane}`;
    this.changed();
  };
}

function vectors(camera: Types.ICamera): readonly [Point3, Point3, Point3] {
  const { focalPoint = [0, 0, 0], position = [0, 0, 0], viewPlaneNormal = [0, 0, 1] } = camera;
  return [focalPoint as never, position as never, viewPlaneNormal as never];
}

function differs(one: ViewportState, other: ViewportState): boolean {
  return JSON.stringify({ ...one, page: 0, cine: 0 }) !== JSON.stringify({ ...other, page: 0, cine: 0 });
}
