/**
 * A place that shows the pages of a series as they were taken, windowed here and drawn on a canvas: a page costs a few
 * milliseconds of the processor, whatever the computer draws with.
 */

import type { Layer } from "./flat-canvas.ts";
import { edgesOf, type Sheet, sheetOf } from "./flat-ground.ts";
import { FlatScreen } from "./flat-screen.ts";
import type { Frame } from "./frame-store.ts";
import type { Loading } from "./loading.ts";
import type { Overlays } from "./overlays.ts";
import type { OpenSeries, Page } from "./pages.ts";
import { Picture } from "./picture.ts";
import type { Look, ScreenHands } from "./screen.ts";
import { paintColours, paintGreys } from "./shades.ts";
import type { FileWindow } from "./study.ts";
import type { ViewportState } from "./view-state.ts";

const ANY: FileWindow = { center: 128, width: 256, function: "LINEAR", explanation: "" };

export class StackScreen extends FlatScreen {
  readonly kind = "stack";
  private readonly loading: Loading;
  private readonly overlays: Overlays;
  private readonly picture = new Picture();
  private lies: { readonly page: Page; readonly sheet: Sheet } | null = null;

  constructor(element: HTMLDivElement, hands: ScreenHands, loading: Loading, overlays: Overlays) {
    super(element, hands);
    this.loading = loading;
    this.overlays = overlays;
  }

  async show(series: OpenSeries, state: ViewportState): Promise<void> {
    if (this.shown?.name !== series.name) {
      this.shown = series;
      this.drawn = null;
    }
    this.state = state;
    const page = this.page;
    if (page === undefined || this.drawPage()) return;
    await this.loading.need(series, page);
    if (this.page?.id === page.id) this.drawPage();
  }

  look(): Look | null {
    const { page, state, sheet, scale } = this;
    if (page === undefined || state === null || sheet === null) return null;
    const { is_colour, spacing_mm, voi_table } = page.facts;
    const frame = this.loading.frame(page.id);
    return {
      page,
      window: is_colour || frame === undefined ? null : (state.window ?? frame.window),
      table: voi_table === null || state.window !== null ? null : voi_table.explanation || "VOI LUT",
      edges: edgesOf(page, state),
      pixelsPerMm: spacing_mm === null ? null : scale / spacing_mm[1],
      scale,
    };
  }

  get sheet(): Sheet | null {
    const { page } = this;
    if (page === undefined) return null;
    if (this.lies?.page !== page) this.lies = { page, sheet: sheetOf(page) };
    return this.lies.sheet;
  }

  protected layers(state: ViewportState): { layers: readonly Layer[]; name: string } | null {
    const { page } = this;
    const frame = page === undefined ? undefined : this.loading.frame(page.id);
    if (page === undefined || frame === undefined) return null;
    this.paint(frame, state);
    const over = this.overlays.of(page);
    return { layers: [this.picture.canvas, ...over.layers], name: `${this.picture.name} ${over.name}` };
  }

  private get page(): Page | undefined {
    const { shown, state } = this;
    if (shown === null || state === null) return undefined;
    return shown.pages[Math.min(Math.max(state.page, 0), shown.pages.length - 1)];
  }

  private drawPage(): boolean {
    if (!this.draw()) return false;
    const { page } = this;
    // What lies over it belongs to it: it is drawn when that is there too, or is said to be missing.
    if (page !== undefined && !this.overlays.isComing(page)) this.drawn = page.id;
    return true;
  }

  private paint({ page, values, window }: Frame, state: ViewportState): void {
    const { facts } = page;
    const isInverted = state.isInverted !== facts.is_inverse;
    const shown = { ...(window ?? ANY), ...state.window };
    const name = [page.id, shown.center, shown.width, shown.function, state.window === null, isInverted].join(" ");
    const table = state.window === null ? facts.voi_table : null;
    this.picture.paint(name, facts.columns, facts.rows, (pixels) => {
      if (facts.is_colour) paintColours(values, pixels, isInverted);
      else paintGreys(values, pixels, { window: shown, table, isInverted, padding: paddingOf(facts) });
    });
  }
}

/** In the unit of the values. */
function paddingOf({ padding, slope, intercept }: Page["facts"]): readonly [number, number] | null {
  if (padding === null) return null;
  const ends = padding.map((value) => value * slope + intercept);
  return [Math.min(...ends), Math.max(...ends)];
}
