/** Dates as they are typed in either language: 1999-12-31, 19991231, 1999/12/31 or 1999年12月31日, and a time behind them. */

const LENGTHS = [4, 2, 2, 2, 2];

/** The date as 1999-12-31, or null if it is none of the calendar. */
export function readDate(text: string): string | null {
  const [date, rest] = dateOf(numbersOf(text));
  return rest.length === 0 ? date : null;
}

/** The moment as 1999-12-31 08:30; a day alone begins at `clock`. */
export function readMoment(text: string, clock: string): string | null {
  const [date, rest] = dateOf(numbersOf(text));
  if (date === null || rest.length > 2) return null;
  const [hour, minute] = rest.length === 0 ? clock.split(":").map(Number) : [rest[0], rest[1] ?? 0];
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59) return null;
  return `${date} ${two(hour)}:${two(minute)}`;
}

/** Figures in a row have their places by their count; otherwise everything that is no figure parts them. */
function numbersOf(text: string): number[] {
  const figures = text.replaceAll(/\D/g, "");
  if (figures.length !== 8 && figures.length !== 12) return (text.match(/\d+/g) ?? []).map(Number);
  let at = 0;
  const parts = LENGTHS.map((length) => figures.slice(at, (at += length)));
  return parts.filter(Boolean).map(Number);
}

function dateOf([year, month, day, ...rest]: number[]): [string | null, number[]] {
  if (year === undefined || month === undefined || day === undefined) return [null, rest];
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1000 && year <= 9999;
  return [isReal ? `${year}-${two(month)}-${two(day)}` : null, rest];
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
