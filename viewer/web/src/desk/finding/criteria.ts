/** What a work list shows, as a value: the server keeps it under a name, this tab until somebody signs out. */

export type ReportFilter = "none" | "draft" | "preliminary" | "final" | "critical";
export type Period = "" | "today" | "yesterday" | "7d" | "30d";

export interface Criteria {
  text: string;
  modalities: string[];
  period: string;
  reports: ReportFilter[];
  hospital_ids: number[];
  department_ids: number[];
  unread_only: boolean;
  order: "exam" | "arrival";
}

export const ALL: Criteria = {
  text: "",
  modalities: [],
  period: "",
  reports: [],
  hospital_ids: [],
  department_ids: [],
  unread_only: false,
  order: "exam",
};

const KEPT_AS = "filmless-work-list";

/** Where somebody left their list in this tab, to come back to it from the images. */
export function keptCriteria(login: string): Criteria {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}") as { login?: string; criteria?: Criteria };
    return kept.login === login && kept.criteria !== undefined ? { ...ALL, ...kept.criteria } : ALL;
  } catch {
    return ALL;
  }
}

export function keepCriteria(login: string, criteria: Criteria): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ login, criteria }));
}

/** What was searched for may be a patient's name: it goes when somebody signs out. */
export function forgetCriteria(): void {
  sessionStorage.removeItem(KEPT_AS);
}

export function isSame(one: Criteria, other: Criteria): boolean {
  const plain = ({ text, modalities, period, reports, hospital_ids, department_ids, unread_only, order }: Criteria) =>
    JSON.stringify([
      text.trim(),
      [...modalities].sort(),
      period,
      [...reports].sort(),
      hospital_ids,
      department_ids,
      unread_only,
      order,
    ]);
  return plain(one) === plain(other);
}

/** Puts a value into a list, or takes it out. */
export function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}

/** The text without one of its words, the first that is written so. */
export function without(text: string, word: string): string {
  const at = text.indexOf(word);
  return at < 0 ? text : `${text.slice(0, at)} ${text.slice(at + word.length)}`.replace(/\s+/gu, " ").trim();
}
