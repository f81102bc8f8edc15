/** Dates as they are typed in either language: 1999-12-31, 19991231, 1999/12/31 or 1999年12月31日, and a time behind them. */

// Words around figures, such as "pm", "下午" or a zone, would make another moment of them: they are not passed over.
const FIGURES = /^[\d\s\-/.,:T年月日号时時点分]*$/;
// What stands in a row has its places by its length, and only where each length can be read in one way.
const DATES = [/^(\d{4})(\d{2})(\d{2})(?: |$)/, /^(\d{4}) (\d{1,2}) (\d{1,2})(?: |$)/];
const TIMES = [/^$/, /^(\d{1,2})$/, /^(\d{1,2}) (\d{2})$/, /^(\d{2})(\d{2})$/];
// The eight figures of a date whose time follows without a gap: 202603060830 and 2026-03-060830.
const JOINED = /^(\d{4}) ?(\d{2}) ?(\d{2})(?=\d{4}$)/;

/** The date as 1999-12-31, or null if it is none of the calendar or may mean another one. */
export function readDate(text: string): string | null {
  const [date, rest] = dateOf(groupsOf(text));
  return rest === "" ? date : null;
}

/** The moment as 1999-12-31 08:30; a day alone begins at `clock`. */
export function readMoment(text: string, clock: string): string | null {
  const [date, rest] = dateOf(groupsOf(text));
  if (date === null) return null;
  const found = TIMES.map((pattern) => pattern.exec(rest)).find((each) => each !== null);
  if (found === undefined) return null;
  const [hour, minute] = rest === "" ? clock.split(":").map(Number) : [Number(found?.[1]), Number(found?.[2] ?? 0)];
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59) return null;
  return `${date} ${two(hour)}:${two(minute)}`;
}

/** The groups of figures, a space between them; nothing where anything else is said. */
function groupsOf(text: string): string {
  // A Chinese keyboard may write wide figures and colons.
  const plain = text.normalize("NFKC");
  // A minute has two figures, or says that it is one.
  const whole = plain.replace(/(\D)(\d)\s*分/, "$10$2分");
  return FIGURES.test(plain) ? (whole.match(/\d+/g) ?? []).join(" ") : "";
}

function dateOf(groups: string): [string | null, string] {
  const found = [...DATES, JOINED].map((pattern) => pattern.exec(groups)).find((each) => each !== null);
  if (!found) return [null, groups];
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1000 && year <= 9999;
  return [isReal ? `${year}-${two(month)}-${two(day)}` : null, groups.slice(found[0].length)];
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
