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
    steps(words, status),
    element("p", { class: "lead", role: "status" }, leadOf(words, status)),
    factsOf(context, status),
    others(context, status),
    mainActions(context, status),
  ];
}

function steps(words: Words, status: StatusDocument): HTMLElement {
  const names = { scheduled: words.stepScheduled, images: words.stepImages, report: words.stepReport };
  const next = STEPS.filter((step) => !isDone(status, step))[0];
  const list = element("ol", { class: "steps" });
  STEPS.forEach((step, index) => {
    const isOver = isDone(status, step);
    const state = isOver ? words.done : step === next ? words.now : words.waiting;
    const mark = element("span", { class: "mark", "aria-hidden": "true" }, isOver ? icon("check") : String(index + 1));
    const said = element("span", { class: "said" }, state);
    list.appendChild(element("li", { class: isOver ? "done" : "open" }, mark, element("span", {}, names[step]), said));
  });
  return list;
}

export function isDone(status: StatusDocument, step: Step): boolean {
  return status.done.indexOf(step) >= 0;
}

function leadOf(words: Words, status: StatusDocument): string {
  if (!isDone(status, "images")) return status.report === null ? words.scheduledLead : words.reportAloneLead;
  // What is complete does not arrive, and the other way round.
  if (status.arriving) return words.arriving;
  return isDone(status, "report") ? words.reportLead : words.imagesLead;
}

function factsOf(context: Context, status: StatusDocument): HTMLElement {
  const { words, language } = context;
  const { exam, patient } = status;
  const when = exam.scheduled_at === null ? "" : momentText(exam.scheduled_at, language);
  const isAhead = !isDone(status, "images") && status.report === null;
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
  const hasImages = isDone(status, "images");
  const images = hasImages ? action("image", words.seeImages, () => context.go({ name: "images" })) : null;
  const label = status.report?.state === "preliminary" ? words.readPreliminary : words.readReport;
  const report = status.report === null ? null : action("report", label, () => context.go({ name: "report" }));
  return images === null && report === null ? null : alwaysInReach(images, report);
}
