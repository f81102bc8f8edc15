import { fieldNames } from "./field-names.ts";
import { isProblem, type Problem, type ProblemWords } from "./problems.ts";
import type { ReportState } from "./told/orders.ts";
import type { Told } from "./told/session.ts";
import type { Words } from "./words/language.ts";

/** What a status means where no word came with it: something between page and server answered instead. */
const OF_STATUS: Readonly<Record<number, Problem>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  408: "too-slow",
  413: "too-large",
  415: "wrong-media-type",
  429: "too-many-tries",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

export function problemOf(status: number): Problem | "" {
  return OF_STATUS[status] ?? "";
}

/** Says a problem in the reader's language; null if it is none that this page knows. */
export function said(word: string, told: Told, words: Words): string | null {
  if (!isProblem(word)) return null;
  const sentence = words.problem[word] as ProblemWords["field-missing"] | string;
  if (typeof sentence === "string") return sentence;
  const spoken = Object.entries(told).map(([name, value]) => [name, inWords(name, String(value), words)]);
  return sentence(Object.fromEntries(spoken));
}

/** Names of fields and states are words of the server's; everything else is told as it is. */
function inWords(name: string, value: string, words: Words): string {
  if (name === "name" || name === "names") return fieldNames(value.split(" "), words);
  if (name === "state" || name === "next_state") return words.reportState[value as ReportState] ?? value;
  return value;
}
