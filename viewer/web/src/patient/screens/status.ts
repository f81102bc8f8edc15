import type { StatusDocument, Step } from "../documents.ts";
import { clear, element } from "../element.ts";
import { icon } from "../icons.ts";
import { action, alwaysInReach, facts, heading, row } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";
import { dayText, dicomDateText, momentText, personNameText } from "../words/quantities.ts";
import { heroOf } from "./hero.ts";

const STEPS: readonly Step[] = ["scheduled", "images", "report"];

/** Where the exam stands, and the two things a person wants from here: the images and the report. */
export function statusScreen(context: Context): Screen {
  const screen = element("div", { class: "screen" });
  const fill = (status: StatusDocument) => {
    clear(screen);
    for (const part of partsOf(context, status)) if (part !== null) screen.appendChild(part);
  };
  fill(context.status);
  return { element: screen, update: fill };
}

function partsOf(context: Context, status: StatusDocument): (HTMLElement | null)[] {
  const { words } = context;
  return [
    heading(status.exam.description === "" ? words.title : status.exam.description),
    element("p", { class: "where" }, status.hospital),
    heroOf(context, status),
    steps(words, status.step),
    element("p", { class: "lead", role: "status" }, leadOf(words, status)),
    factsOf(context, status),
    others(context, status),
    mainActions(context, status),
  ];
}

function steps(words: Words, reached: Step): HTMLElement {
  const names = { scheduled: words.stepScheduled, images: words.stepImages, report: words.stepReport };
  const last = STEPS.indexOf(reached);
  const list = element("ol", { class: "steps" });
  STEPS.forEach((step, index) => {
    const isDone = index <= last;
    const state = isDone ? words.done : index === last + 1 ? words.now : words.waiting;
    const mark = element("span", { class: "mark", "aria-hidden": "true" }, isDone ? icon("check") : String(index + 1));
    const said = element("span", { class: "said" }, state);
    list.appendChild(element("li", { class: isDone ? "done" : "open" }, mark, element("span", {}, names[step]), said));
  });
  return list;
}

function leadOf(words: Words, status: StatusDocument): string {
  const lead = { scheduled: words.scheduledLead, images: words.imagesLead, report: words.reportLead }[status.step];
  // What is complete does not arrive, and the other way round.
  return status.arriving ? words.arriving : lead;
}

function factsOf(context: Context, status: StatusDocument): HTMLElement {
  const { words, language } = context;
  const { exam, patient } = status;
  const when = exam.scheduled_at === null ? "" : momentText(exam.scheduled_at, language);
  const isAhead = status.step === "scheduled";
  return facts([
    [words.patient, patient === null ? "" : personNameText(patient.name)],
    [words.born, patient === null ? "" : dicomDateText(patient.birth_date, language)],
    [words.when, isAhead ? when : examDay(context, status, when)],
    [words.where, isAhead ? exam.place : ""],
    [words.prepare, isAhead ? exam.preparation : ""],
  ]);
}

function examDay(context: Context, status: StatusDocument, scheduled: string): string {
  const date = status.studies[0]?.date ?? "";
  return date === "" ? scheduled : dicomDateText(date, context.language);
}

function others(context: Context, status: StatusDocument): HTMLElement {
  const { words } = context;
  const hasImages = status.studies.length > 0;
  return element(
    "nav",
    { class: "rows" },
    hasImages ? row("download", words.takeAlong, () => context.go({ name: "take-along" })) : null,
    row("eye", words.openings, () => context.go({ name: "openings" })),
    row("off", words.switchOff, () => context.go({ name: "switch-off" })),
    element("p", { class: "small" }, words.validUntil(dayText(status.link.expires_at, context.language))),
  );
}

function mainActions(context: Context, status: StatusDocument): HTMLElement | null {
  const { words } = context;
  const images =
    status.studies.length > 0 ? action("image", words.seeImages, () => context.go({ name: "images" })) : null;
  const label = status.report?.state === "preliminary" ? words.readPreliminary : words.readReport;
  const report = status.report === null ? null : action("report", label, () => context.go({ name: "report" }));
  return images === null && report === null ? null : alwaysInReach(images, report);
}
