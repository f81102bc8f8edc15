import { get, ROOT } from "../api.ts";
import type { ReportDocument, ReportState } from "../documents.ts";
import { clear, element } from "../element.ts";
import { icon } from "../icons.ts";
import { action, heading, reach, tryAgain, waiting } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { bytesText, momentText } from "../words/quantities.ts";

/** What the doctor wrote, as what it is: draft, final or amended. */
export function reportScreen(context: Context): Screen {
  const { words } = context;
  const body = element("div", { class: "report" });
  let shown: number | null = null;
  const load = async () => {
    clear(body);
    body.appendChild(waiting(words.loading));
    const answer = await get<ReportDocument>("/report");
    clear(body);
    if (answer.kind === "expired" || answer.kind === "unavailable") context.end(answer.kind);
    else if (answer.kind === "ok") for (const part of partsOf(context, answer.value)) body.appendChild(part);
    else body.appendChild(tryAgain(answer.kind === "offline" ? words.offline : words.failed, words.tryAgain, load));
  };
  const update = (version: number | null) => {
    if (version !== null && version === shown) return;
    shown = version;
    if (version !== null) void load();
    else for (const part of notReady(words)) body.appendChild(part);
  };
  update(context.status.report?.version ?? null);
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return {
    element: element("div", { class: "screen" }, heading(words.reportTitle), body, back),
    update: (status) => {
      if (status.report !== null) update(status.report.version);
    },
  };
}

function notReady(words: Words): HTMLElement[] {
  return [element("h2", {}, words.noReportTitle), element("p", { class: "lead" }, words.noReportLead)];
}

function partsOf(context: Context, report: ReportDocument): HTMLElement[] {
  const { words, language } = context;
  const parts = [
    badge(words, report.state),
    element("p", { class: "lead" }, leadOf(words, report.state)),
    element("p", { class: "small" }, words.issued(momentText(report.issued_at, language))),
  ];
  if (report.author !== "") parts.push(element("p", { class: "small" }, words.by(report.author)));
  parts.push(element("div", { class: "report-text", lang: "" }, report.text === "" ? words.onlyPdf : report.text));
  if (report.pdf_bytes !== null) {
    const label = words.openPdf(bytesText(report.pdf_bytes));
    const address = `${ROOT}/report/${report.version}.pdf`;
    parts.push(element("a", { class: "action quiet", href: address, download: "" }, icon("download"), label));
  }
  return parts;
}

function badge(words: Words, state: ReportState): HTMLElement {
  return element("p", {}, element("strong", { class: `badge ${state}` }, words[state]));
}

function leadOf(words: Words, state: ReportState): string {
  return { draft: words.draftLead, final: words.finalLead, amended: words.amendedLead }[state];
}
