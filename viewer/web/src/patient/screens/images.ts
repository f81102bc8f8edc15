import type { SeriesSummary, StatusDocument } from "../documents.ts";
import { clear, element, setText } from "../element.ts";
import { action, failureText, heading, reach } from "../parts.ts";
import { patiently } from "../patience.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { fetchFrame, frameAddress } from "../viewer/frames.ts";
import { dicomDateText } from "../words/quantities.ts";
import { isGone } from "./load.ts";

const THUMBNAIL = 256;

/** All series of the exam, each with a picture of its middle. */
export function imagesScreen(context: Context): Screen {
  const { words } = context;
  const list = element("div", { class: "studies" });
  const note = element("p", { class: "waiting", role: "status" });
  const fill = (status: StatusDocument) => {
    clear(list);
    const shown = status.studies.filter((study) => study.series.length > 0);
    if (shown.length === 0) list.appendChild(element("p", { class: "lead" }, words.noImages));
    for (const study of shown) {
      const day = dicomDateText(study.date, context.language);
      const title = [study.description, day].filter(Boolean).join(" · ");
      if (title !== "") list.appendChild(element("h2", {}, title));
      const cards = study.series.map((series) => element("li", {}, card(context, series, note)));
      list.appendChild(element("ul", { class: "cards" }, ...cards));
    }
  };
  fill(context.status);
  const lead = element("p", { class: "lead" }, words.chooseSeries);
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return {
    element: element("div", { class: "screen" }, heading(words.imagesTitle), lead, note, list, back),
    update: fill,
  };
}

export function seriesName(words: Words, series: SeriesSummary): string {
  const numbered = series.number === null ? series.modality : words.series(String(series.number));
  const name = series.description === "" ? numbered : series.description;
  return series.part === null ? name : `${name} · ${words.part[series.part.kind](series.part.number)}`;
}

function card(context: Context, series: SeriesSummary, note: HTMLElement): HTMLElement {
  const { words } = context;
  const name = seriesName(words, series);
  const box = thumbnail(context, series, note);
  const text = element(
    "span",
    { class: "card-text" },
    element("strong", {}, name),
    element("span", {}, words.imageCount(series.frames)),
  );
  const open = () => context.go({ name: "viewer", series: series.id });
  return element("button", { type: "button", class: "card", click: open }, box, text);
}

/** The middle of a series; one that can't be had just now appears by itself, and all of them share a word about it. */
function thumbnail(context: Context, series: SeriesSummary, note: HTMLElement): HTMLElement {
  const { words, format } = context;
  const request = { frame: Math.ceil(series.frames / 2), window: null, size: THUMBNAIL, format };
  const source = frameAddress(context.root, series, request);
  const picture = element("img", { src: source, alt: "", width: 160, height: 160, decoding: "async" });
  const box = element("span", { class: "thumbnail" }, picture);
  const fail = () => {
    clear(box);
    box.appendChild(element("span", { class: "thumbnail-failure" }, words.imageFailed));
  };
  // An image does not say why it failed; who asks once more is told.
  const askAgain = async () => {
    // Browsers draw a torn picture where one failed.
    picture.hidden = true;
    picture.onerror = fail;
    const answer = await patiently(
      () => fetchFrame(context.root, series, request, null),
      isGone(box),
      (later, mustTell) => setText(note, mustTell && later.kind === "away" ? failureText(words, later) : ""),
    );
    if (answer === null || answer.kind === "outdated") return;
    setText(note, "");
    if (answer.kind === "ok") showBlob(picture, answer.picture.blob);
    else fail();
  };
  picture.onerror = () => void askAgain();
  return box;
}

function showBlob(picture: HTMLImageElement, blob: Blob): void {
  picture.hidden = false;
  picture.src = URL.createObjectURL(blob);
  picture.onload = () => URL.revokeObjectURL(picture.src);
}
