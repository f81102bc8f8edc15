import type { SeriesLoss, TakeawayDocument } from "../documents.ts";
import { canDownloadInPage, type Download, type Progress, save, startDownload } from "../download.ts";
import { clear, element, setText } from "../element.ts";
import { icon } from "../icons.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { bytesText } from "../words/quantities.ts";
import { seriesName } from "./images.ts";
import { load } from "./load.ts";

/** The originals for a doctor, plain pictures for oneself. */
export function takeAlongScreen(context: Context): Screen {
  const { words } = context;
  const body = element("div");
  const underway: Download[] = [];
  void load<TakeawayDocument>(context, body, "/takeaway", (files) => {
    for (const part of offers(context, files, underway)) body.appendChild(part);
  });
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return {
    element: element("div", { class: "screen" }, heading(words.takeTitle), body, back),
    leave: () => {
      for (const download of underway) download.stop();
    },
  };
}

function offers({ words, root }: Context, files: TakeawayDocument, underway: Download[]): HTMLElement[] {
  const { originals, pictures, lost } = files;
  const parts = lost.length === 0 ? [] : [lossesOf(words, lost)];
  if (originals.files === 0) return [...parts, element("p", { class: "lead" }, words.noTake)];
  parts.push(
    offer(words, words.originals, words.originalsLead, words.download(bytesText(originals.bytes)), {
      root,
      name: "originals.zip",
      bytes: originals.bytes,
      underway,
    }),
  );
  if (pictures.files > 0) {
    parts.push(
      offer(
        words,
        words.pictures,
        words.picturesLead,
        words.downloadPictures(pictures.files, bytesText(pictures.about_bytes)),
        {
          root,
          name: "pictures.zip",
          bytes: pictures.about_bytes,
          underway,
        },
      ),
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
  readonly root: string;
  readonly name: string;
  /** As far as it is known before the download has begun. */
  readonly bytes: number;
  readonly underway: Download[];
}

function offer(words: Words, title: string, lead: string, label: string, file: File): HTMLElement {
  const address = `${file.root}/${file.name}`;
  const place = element("div", { class: "offer-state" });
  const begin = canDownloadInPage(file.bytes)
    ? action("download", label, () => follow(words, address, file, place, begin), "quiet")
    : element("a", { class: "action quiet", href: address, download: file.name }, icon("download"), label);
  return element("section", { class: "offer" }, element("h2", {}, title), element("p", {}, lead), begin, place);
}

async function follow(
  words: Words,
  address: string,
  file: File,
  place: HTMLElement,
  begin: HTMLElement,
): Promise<void> {
  const text = element("p", { class: "small" }, words.preparing);
  const bar = element("progress", { "aria-label": words.preparing, max: 1 });
  const told = (progress: Progress) => {
    const all = progress.all === null ? words.about(bytesText(file.bytes)) : bytesText(progress.all);
    setText(text, progress.isPaused ? words.paused : words.progress(bytesText(progress.done), all));
    // Of an estimate the last hundredth is not believed.
    bar.value = progress.all === null ? Math.min(0.99, progress.done / file.bytes) : progress.done / progress.all;
  };
  const download = startDownload(address, told);
  file.underway.push(download);
  const stop = action(null, words.stop, () => download.stop(), "quiet");
  const status = element("p", { class: "small", role: "status" });
  clear(place);
  begin.hidden = true;
  for (const part of [bar, text, stop]) place.appendChild(part);
  const blob = await download.finished;
  clear(place);
  begin.hidden = false;
  place.appendChild(status);
  if (blob !== null) save(blob, file.name);
  setText(status, blob === null ? "" : words.saved);
}
