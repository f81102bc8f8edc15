import type { SeriesDocument } from "../documents.ts";
import { clear, element, setText } from "../element.ts";
import { action, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import { Controls } from "../viewer/controls.ts";
import { fetchFrame } from "../viewer/frames.ts";
import { listenToFingers, listenToKeys } from "../viewer/listening.ts";
import { Overlay } from "../viewer/overlay.ts";
import { wantedSize } from "../viewer/ring.ts";
import { Stack } from "../viewer/stack.ts";
import { Surface } from "../viewer/surface.ts";
import { Viewer, type ViewerState } from "../viewer/viewer.ts";
import { blobOf } from "./hero.ts";
import { dicomDateText, personNameText } from "../words/quantities.ts";
import { seriesName } from "./images.ts";
import { load } from "./load.ts";

/** One series, full screen on black. */
export function viewerScreen(context: Context, seriesId: string): Screen {
  const body = element("div", { class: "viewer" });
  let opened: { close(): void } | null = null;
  const open = (series: SeriesDocument) => {
    clear(body);
    opened?.close();
    opened = openViewer(context, series, body, () => fetchSeries());
  };
  const back = () => reach(action("back", context.words.back, () => context.back(), "quiet"));
  const fetchSeries = () => {
    opened?.close();
    void load(context, body, `/series/${seriesId}`, open, back);
  };
  return {
    element: body,
    isViewer: true,
    enter: () => {
      const { first } = context;
      if (first !== null && first.series.id === seriesId) open(first.series);
      else fetchSeries();
    },
    leave: () => opened?.close(),
  };
}

function openViewer(
  context: Context,
  series: SeriesDocument,
  body: HTMLElement,
  outdated: () => void,
): { close(): void } {
  const { words, language, format } = context;
  const name = seriesName(words, series);
  const canvas = element("canvas", { class: "picture", tabindex: 0, role: "img", "aria-describedby": "viewer-help" });
  const spoken = element("p", { class: "unseen", role: "status" });
  const help = element("p", { class: "unseen", id: "viewer-help" }, words.viewerHelp);
  const overlay = new Overlay(words);
  const stage = element("div", { class: "stage" }, canvas, ...overlay.parts);
  const stack = new Stack(series.frames, (request, signal) => fetchFrame(context.root, series, request, signal));
  const surface = new Surface(canvas);
  const controls = new Controls(series, words, language, {
    back: () => context.back(),
    frame: (frame) => void viewer.showFrame(frame),
    brightness: (isOn) => {
      controls.setAdjusting(isOn);
      resized();
    },
    window: (window) => void viewer.chooseWindow(window),
    play: () => viewer.togglePlaying(),
    exact: () => void viewer.showExact(),
    reset: () => {
      viewer.resetView();
      void viewer.chooseWindow(null);
    },
  });
  const resized = () => {
    surface.measure();
    viewer.redraw();
  };
  const changed = (state: ViewerState) => {
    overlay.update(state);
    controls.update(state);
    canvas.setAttribute("aria-label", `${name}. ${words.imageOf(state.frame, state.all)}`);
    canvas.setAttribute("data-frame", state.isLoading ? "" : String(state.frame));
    if (!state.isPlaying && !state.isLoading) setText(spoken, words.imageOf(state.frame, state.all));
    context.setOffline(state.failure === "offline");
  };
  const frame = context.first?.series.id === series.id ? context.first.frame : Math.ceil(series.frames / 2);
  const lost = () => context.end("unavailable");
  const viewer = new Viewer(series, frame, stack, surface, format, { changed, lost, outdated });
  const title = element("h1", { class: "viewer-title", tabindex: -1 }, name);
  const about = element("p", { class: "viewer-about" }, aboutOf(context, series));
  for (const part of [title, about, stage, controls.element, spoken, help]) body.appendChild(part);
  surface.measure();
  keepFirst(context, series, stack, surface);
  listenToFingers(canvas, viewer, controls);
  const deafen = listenToKeys(viewer, controls, { back: () => context.back(), resized }, surface);
  window.addEventListener("resize", resized);
  void viewer.showFrame(frame);
  return {
    close: () => {
      window.removeEventListener("resize", resized);
      deafen();
      viewer.close();
    },
  };
}

/** Whose pictures these are, where and when they were made: never left open while somebody looks at them. */
function aboutOf(context: Context, series: SeriesDocument): string {
  const { hospital, patient, studies } = context.status;
  const study = studies.filter((each) => each.series.some((one) => one.id === series.id))[0];
  const day = study === undefined ? "" : dicomDateText(study.date, context.language);
  return [patient === null ? "" : personNameText(patient.name), day, hospital].filter(Boolean).join(" · ");
}

/** The picture that came with the session need not be fetched again. */
function keepFirst(context: Context, series: SeriesDocument, stack: Stack, surface: Surface): void {
  const { first } = context;
  const kind = first === null ? undefined : series.kinds[series.frame_kinds[first.frame - 1] ?? 0];
  if (first === null || kind === undefined || first.series.version !== series.version) return;
  const devicePixels = Math.min(surface.size.width, surface.size.height) * surface.devicePixelRatio;
  const size = wantedSize(devicePixels, Math.max(kind.rows, kind.columns));
  const request = { frame: first.frame, window: null, size, format: context.format };
  stack.keep(request, { blob: blobOf(first), window: first.window, start: first.start_window });
}
