import { type Language, wordsOf } from "./language.ts";

/**
 * A moment as the hospital's clocks show it (`2026-03-01T09:30:00+08:00`), wherever its reader is; whose clocks differ
 * is told so.
 */
export function momentText(iso: string, language: Language): string {
  const shown = onTheWall(iso);
  const form = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as object;
  const text = new Intl.DateTimeFormat(language, form).format(shown);
  const instant = new Date(iso);
  const isSame = instant.getTime() - shown.getTime() === instant.getTimezoneOffset() * 60_000;
  return isSame ? text : wordsOf(language).hospitalTime(text);
}

export function dayText(iso: string, language: Language): string {
  const form = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, form).format(onTheWall(iso));
}

/** What a clock on the hospital's wall shows, as if it hung in UTC. */
function onTheWall(iso: string): Date {
  return new Date(`${iso.slice(0, 19)}Z`);
}

/** A date as DICOM writes it (PS3.5 DA: YYYYMMDD), in the reader's form; what is no date is shown as it stands. */
export function dicomDateText(date: string, language: Language): string {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (parts === null) return date;
  const moment = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  if (moment.getUTCMonth() !== Number(parts[2]) - 1) return date;
  const form = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, form).format(moment);
}

/** The names of a patient as DICOM keeps them (PS3.5 6.2.1): characters first where there are any, then letters. */
export function personNameText(name: string): string {
  const groups = name.split("=").map((group) => group.split("^").filter(Boolean).join(" "));
  const alphabetic = groups[0] ?? "";
  const ideographic = (groups[1] ?? "").replace(/ /g, "");
  if (ideographic === "" || alphabetic === "") return ideographic + alphabetic;
  return `${ideographic} (${alphabetic})`;
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Bytes with three figures at most, in the units people know from their phone (1 MB is a million bytes). */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
