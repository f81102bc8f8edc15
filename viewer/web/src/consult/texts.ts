import { dicomDate } from "../desk/formats.ts";
import type { Words } from "../desk/words/language.ts";
import type { ConsultState, ListedConsult, RecordInfo, Urgency } from "./types.ts";

/** Minutes as people say them: 240 as 4 hours. */
export function howLong(minutes: number, words: Words): string {
  if (minutes >= 2880 && minutes % 1440 === 0) return words.consult.daysLong(minutes / 1440);
  if (minutes >= 60 && minutes % 60 === 0) return words.consult.hoursLong(minutes / 60);
  return words.consult.minutesLong(minutes);
}

/** What kind of exam it is about, as much as is told before somebody accepts. */
export function examText(exam: ListedConsult["exam"]): string {
  return [exam.modalities.join(" "), exam.body_parts.join(" "), dicomDate(exam.date)]
    .filter((part) => part !== "")
    .join(" · ");
}

export function recordText(record: RecordInfo, words: Words): string {
  const what = words.consult.recordWhat[record.what as keyof typeof words.consult.recordWhat] ?? record.what;
  return record.title === "" ? what : `${what} · ${record.title}`;
}

export const URGENCY_COLOR: Record<Urgency, string> = { routine: "gray", urgent: "yellow", emergency: "red.9" };

/** Nobody meets any more. */
export function isPast(state: ConsultState): boolean {
  return state === "concluded" || isOver(state);
}

export function isOver(state: ConsultState): boolean {
  return state === "closed" || state === "declined" || state === "withdrawn";
}
