import type { SeriesLoss, TakeawayDocument } from "../documents.ts";
import { canDownloadInPage, type Progress } from "../download.ts";
import type { DownloadState } from "../downloads.ts";
import { element, setText } from "../element.ts";
import { icon } from "../icons.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { bytesText } from "../words/quantities.ts";
import { seriesName } from "./images.ts";
import { load } from "./load.ts";

/** The originals for a doctor, plain pictures for oneself. What was begun here goes on while other screens are shown. */
export function takeAlongScreen(context: Context): Screen {
  const { words } = context;
  const body = element("div");
  void load<TakeawayDocument>(context, body, "/takeaway", (files) => {
    for (const part of offers(context, files)) body.appendChild(part);
  });
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return { element: element("div", { class: "screen" }, heading(words.takeTitle), body, back) };
}

function offers(context: Context, { originals, pictures, lost }: TakeawayDocument): HTMLElement[] {
  const { words } = context;
  const parts = lost.length === 0 ? [] : [lossesOf(words, lost)];
  if (originals.files === 0) return [...parts, element("p", { class: "lead" }, words.noTake)];
  parts.push(
    offer(context, words.originals, words.originalsLead, {
      name: "originals.zip",
      bytes: originals.bytes,
      label: words.download(bytesText(originals.bytes)),
    }),
  );
  if (pictures.files > 0) {
    parts.push(
      offer(context, words.pictures, words.picturesLead, {
        name: "pictures.zip",
        bytes: pictures.about_bytes,
        label: words.downloadPictures(pictures.files, bytesText(pictures.about_bytes)),
      }),
    );
  }
  // Only apps that keep people inside of them need this; WeChat's browser saves no files.
  if (/MicroMessenger|QQ\/|Weibo/i.test(navigator.userAgent)) parts.push(element("p", {}, words.inAppHint));
  return parts;
}

function lossesOf(words: Words, lost: readonly SeriesLoss[]): HTMLElement {
  const lines = lost.map(({ series, images, others }) => {
    const missing = [images === "" ? "" : words.lostImages(images), others === 0 ? "" : words.lostOthers(others)];
    return element("li", {}, [seriesName(words, series), ...missing].filter(Boolean).join(" · "));
  });
  return element("section", { class: "losses" }, element("p", {}, words.lost), element("ul", {}, ...lines));
}

interface File {
  readonly name: string;
  /** As far as it is known before the download has begun. */
  readonly bytes: number;
  readonly label: string;
}

function offer(context: Context, title: string, lead: string, file: File): HTMLElement {
  const { downloads, root, words } = context;
  const { name, label } = file;
  const parts = [element("h2", {}, title), element("p", {}, lead)];
  if (!canDownloadInPage(file.bytes)) {
    const link = { class: "action quiet", href: `${root}/${name}`, download: name };
    return element("section", { class: "offer" }, ...parts, element("a", link, icon("download"), label));
  }
  const begin = action("download", label, () => downloads.begin(root, name), "quiet");
  const bar = element("progress", { "aria-label": words.preparing, max: 1 });
  const text = element("p", { class: "small" });
  const stop = action(null, words.stop, () => downloads.stop(name), "quiet");
  const said = element("p", { class: "small", role: "status" });
  downloads.watch(name, () => {
    const state = downloads.state(name);
    const isUnderway = state?.kind === "underway";
    begin.hidden = isUnderway;
    for (const part of [bar, text, stop]) part.hidden = !isUnderway;
    setText(said, endText(words, state));
    if (isUnderway) showProgress(words, state.progress, file, bar, text);
  });
  const place = element("div", { class: "offer-state" }, bar, text, stop, said);
  return element("section", { class: "offer" }, ...parts, begin, place);
}

function showProgress(
  words: Words,
  progress: Progress | null,
  file: File,
  bar: HTMLProgressElement,
  text: HTMLElement,
): void {
  if (progress === null) {
    bar.removeAttribute("value");
    setText(text, words.preparing);
    return;
  }
  const { done, all, isPaused } = progress;
  const whole = all === null ? words.about(bytesText(file.bytes)) : bytesText(all);
  setText(text, isPaused ? words.paused : words.progress(bytesText(done), whole));
  // Of an estimate the last hundredth is not believed.
  bar.value = all === null ? Math.min(0.99, done / file.bytes) : done / all;
}

/** What became of it; of what somebody has stopped there is nothing to say. */
function endText(words: Words, state: DownloadState | undefined): string {
  if (state?.kind === "saved") return words.saved;
  if (state?.kind !== "ended") return "";
  return state.status === 401 || state.status === 404 ? words.downloadGone : words.downloadEnded(state.status);
}
