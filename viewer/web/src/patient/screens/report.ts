import type { ReportDocument, ReportState, ReportVersion } from "../documents.ts";
import { element } from "../element.ts";
import { icon } from "../icons.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { bytesText, momentText } from "../words/quantities.ts";
import { load } from "./load.ts";

/** What the doctor wrote, as what it is: draft, final or amended. */
export function reportScreen(context: Context): Screen {
  const { words } = context;
  const body = element("div", { class: "report" });
  let shown: number | null = null;
  const show = (report: ReportDocument) => {
    for (const part of partsOf(context, report)) body.appendChild(part);
  };
  const update = (version: number | null) => {
    if (version !== null && version === shown) return;
    shown = version;
    if (version !== null) void load(context, body, "/report", show);
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
  const [newest, ...former] = report.versions;
  if (newest === undefined) return notReady(context.words);
  const { words } = context;
  const parts = [badge(words, newest.state), element("p", { class: "lead" }, leadOf(words, newest.state))];
  parts.push(...versionParts(context, newest));
  for (const version of former) {
    const summary = element("summary", {}, words.replaced(version.version));
    parts.push(element("details", { class: "replaced" }, summary, ...versionParts(context, version)));
  }
  return parts;
}

function versionParts({ words, language, root }: Context, version: ReportVersion): HTMLElement[] {
  const parts: HTMLElement[] = [
    element("p", { class: "small" }, words.issued(momentText(version.issued_at, language))),
  ];
  if (version.author !== "") parts.push(element("p", { class: "small" }, words.by(version.author)));
  parts.push(element("div", { class: "report-text" }, version.text === "" ? words.onlyPdf : version.text));
  if (version.pdf_bytes !== null) {
    const label = words.openPdf(bytesText(version.pdf_bytes));
    const address = `${root}/report/${version.version}.pdf`;
    parts.push(element("a", { class: "action quiet", href: address, download: "" }, icon("download"), label));
  }
  return parts;
}

function badge(words: Words, state: ReportState): HTMLElement {
  return element("p", {}, element("strong", { class: `badge ${state}` }, words[state]));
}

function leadOf(words: Words, state: ReportState): string {
  return { preliminary: words.preliminaryLead, final: words.finalLead, amended: words.amendedLead }[state];
}
