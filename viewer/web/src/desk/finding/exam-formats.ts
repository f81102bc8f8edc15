import { inputDate } from "../formats.ts";
import type { Words } from "../words/language.ts";

/** 20261103083000 as 2026-11-03 08:30, or "today 08:30". */
export function examTime(text: string, words: Words, now: Date = new Date()): string {
  if (!/^\d{14}$/u.test(text)) return text;
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  const time = `${text.slice(8, 10)}:${text.slice(10, 12)}`;
  return date === inputDate(now) ? words.finding.todayAt(time) : `${date} ${time}`;
}

/** How old somebody was on the day of the exam; empty where it is not known. */
export function ageAt(birthDate: string, exam: string, words: Words): string {
  if (!/^\d{8}$/u.test(birthDate) || !/^\d{8}/u.test(exam)) return "";
  const [born, then] = [parts(birthDate), parts(exam)];
  const months = (then.year - born.year) * 12 + then.month - born.month - (then.day < born.day ? 1 : 0);
  if (months < 0) return "";
  if (months >= 36) return words.finding.years(Math.floor(months / 12));
  if (months >= 1) return words.finding.months(months);
  const days = Math.round((date(then) - date(born)) / 86_400_000);
  return days < 0 ? "" : words.finding.days(days);
}

function parts(text: string): { year: number; month: number; day: number } {
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(4, 6)), day: Number(text.slice(6, 8)) };
}

function date({ year, month, day }: { year: number; month: number; day: number }): number {
  return Date.UTC(year, month - 1, day);
}
