import { type Language, wordsOf } from "./language.ts";

/**
 * A moment as the hospital's clocks show it (`2026-03-01T09:30:00+08:00`), wherever its reader is; whose clocks differ
 * is told so.
 */
export function momentText(iso: string, language: Language): string {
  const words = wordsOf(language);
  const text = words.moment(dayText(iso, language), iso.slice(11, 16));
  const instant = new Date(iso);
  const onTheWall = new Date(`${iso.slice(0, 19)}Z`);
  const isSame = instant.getTime() - onTheWall.getTime() === instant.getTimezoneOffset() * 60_000;
  return isSame ? text : words.hospitalTime(text);
}

/** The day of a moment as the hospital's clocks show it. */
export function dayText(iso: string, language: Language): string {
  return dicomDateText(iso.slice(0, 10).replace(/-/g, ""), language);
}

/**
 * A date as DICOM writes it (PS3.5 DA: YYYYMMDD), in the reader's form; what is no date is shown as it stands. Written
 * by ourselves: `Intl` takes an old phone a sixth of a second for its first date.
 */
export function dicomDateText(date: string, language: Language): string {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (parts === null) return date;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const isThere = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12;
  return isThere ? wordsOf(language).date(year, month, day) : date;
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
