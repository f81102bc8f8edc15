import { ROOT } from "../api.ts";
import type { SeriesSummary, StatusDocument } from "../documents.ts";
import { clear, element } from "../element.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { dicomDateText } from "../words/quantities.ts";

const THUMBNAIL = 256;

/** All series of the exam, each with a picture of its middle. */
export function imagesScreen(context: Context): Screen {
  const { words } = context;
  const list = element("div", { class: "studies" });
  const fill = (status: StatusDocument) => {
    clear(list);
    const shown = status.studies.filter((study) => study.series.length > 0);
    if (shown.length === 0) list.appendChild(element("p", { class: "lead" }, words.noImages));
    for (const study of shown) {
      const day = dicomDateText(study.date, context.language);
      const title = [study.description, day].filter(Boolean).join(" · ");
      if (title !== "") list.appendChild(element("h2", {}, title));
      const cards = study.series.map((series) => element("li", {}, card(context, series)));
      list.appendChild(element("ul", { class: "cards" }, ...cards));
    }
  };
  fill(context.status);
  const lead = element("p", { class: "lead" }, words.chooseSeries);
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return { element: element("div", { class: "screen" }, heading(words.imagesTitle), lead, list, back), update: fill };
}

export function seriesName(words: Words, series: SeriesSummary): string {
  const numbered = series.number === null ? series.modality : words.series(String(series.number));
  const name = series.description === "" ? numbered : series.description;
  return series.part === null ? name : `${name} · ${words.part[series.part.kind](series.part.number)}`;
}

function card(context: Context, series: SeriesSummary): HTMLElement {
  const { words } = context;
  const name = seriesName(words, series);
  const middle = Math.ceil(series.frames / 2);
  const source = `${ROOT}/series/${series.id}/frames/${middle}?format=${context.format}&size=${THUMBNAIL}`;
  const picture = element("img", { src: source, alt: "", width: 160, height: 160, decoding: "async" });
  const box = element("span", { class: "thumbnail" }, picture);
  picture.addEventListener("error", () => {
    clear(box);
    box.appendChild(element("span", { class: "thumbnail-failure" }, words.imageFailed));
  });
  const text = element(
    "span",
    { class: "card-text" },
    element("strong", {}, name),
    element("span", {}, words.imageCount(series.frames)),
  );
  const open = () => context.go({ name: "viewer", series: series.id });
  return element("button", { type: "button", class: "card", click: open }, box, text);
}
