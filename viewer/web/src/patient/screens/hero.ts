import type { FirstPicture, StatusDocument } from "../documents.ts";
import { element } from "../element.ts";
import { bytesOf, decoded } from "../formats.ts";
import type { Context } from "../screen.ts";
import { Surface } from "../viewer/surface.ts";
import { FITTED } from "../viewer/view.ts";

/** The first picture, on black, before anything else; touching it opens its series. */
export function heroOf(context: Context, status: StatusDocument): HTMLElement | null {
  const { first, words } = context;
  if (first === null || status.studies.length === 0) return null;
  const canvas = element("canvas", { class: "hero-picture" });
  const label = element("span", { class: "hero-label" }, words.notForDiagnosis);
  const open = () => context.go({ name: "viewer", series: first.series.id });
  paint(canvas, first);
  return element(
    "button",
    { type: "button", class: "hero", "aria-label": words.seeImages, click: open },
    canvas,
    label,
  );
}

async function paint(canvas: HTMLCanvasElement, first: FirstPicture): Promise<void> {
  const kind = first.series.kinds[first.series.frame_kinds[first.frame - 1] ?? 0];
  const drawable = await decoded(blobOf(first));
  if (kind === undefined) return;
  const shape = { width: kind.columns, height: kind.rows * kind.pixel_aspect };
  const surface = new Surface(canvas);
  surface.measure();
  surface.draw(drawable, shape, FITTED, null);
  canvas.setAttribute("data-drawn", "true");
}

export function blobOf(first: FirstPicture): Blob {
  return new Blob([bytesOf(first.data)], { type: first.media_type });
}
