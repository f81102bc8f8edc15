import type { Language } from "./words/language.ts";

const LOCALE: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };

/** A DICOM person name for readers: characters first, Latin letters behind them. */
export function personName(name: string): string {
  const [latin = "", characters = ""] = name.split("=").map((group) => group.replaceAll("^", " ").trim());
  const written = /\p{Script=Han}/u.test(characters) ? characters.replaceAll(" ", "") : characters;
  if (/^[\p{Script=Han} ]+$/u.test(latin)) return latin.replaceAll(" ", "");
  if (written === "") return latin;
  return latin === "" || latin === written ? written : `${written} (${latin})`;
}

/** 19900131 as 1990-01-31: unambiguous in both languages, and as it is typed. */
export function dicomDate(text: string): string {
  return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;
}

export function moment(text: string | null, language: Language): string {
  if (text === null) return "";
  return new Intl.DateTimeFormat(LOCALE[language], { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
}

export function time(text: string | null, language: Language): string {
  if (text === null) return "";
  return new Intl.DateTimeFormat(LOCALE[language], { hour: "2-digit", minute: "2-digit" }).format(new Date(text));
}

export function day(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(LOCALE[language], { dateStyle: "full" }).format(date);
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

export function bytes(count: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), UNITS.length - 1);
  const value = count / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** The day's date as fields write it, in the reader's own time. */
export function inputDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment as fields show it, in the reader's own time. */
export function localInput(text: string | null): string {
  if (text === null) return "";
  const at = new Date(text);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${inputDate(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment of a field with the reader's offset, as the server wants it. */
export function withOffset(field: string): string {
  const local = field.replace(" ", "T");
  const offset = -new Date(local).getTimezoneOffset();
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  return `${local.length === 16 ? `${local}:00` : local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
