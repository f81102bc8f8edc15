import { fieldNames } from "./field-names.ts";
import { moment } from "./formats.ts";
import { outboxItem } from "./outbox-item.ts";
import { isProblem } from "./problems.ts";
import type { Role } from "./told/session.ts";
import type { Language, Words } from "./words/language.ts";

/** What the audit calls a thing in the reader's words; what is new to this page stands as it is. */
export function named(words: Record<string, string>): (word: string) => string {
  return (word) => words[word] ?? word;
}

/** A detail's value in the reader's words. */
export function told(name: string, value: string | number, words: Words, language: Language): string {
  const spoken = named(words.auditWord);
  if (name === "changed" || name === "attributes") return fieldNames(String(value).split(" "), words);
  if (name === "list" || name === "by") return String(value).split(" ").map(spoken).join(words.comma);
  if (name === "role") return words.role[value as Role] ?? String(value);
  if (name === "reason") return named({ ...words.reason, ...words.correctionReason })(String(value));
  if (name === "received") return named({ ...words.outcome, cancelled: words.cancelled })(String(value));
  if (name === "does") return named(words.trailDone)(String(value));
  if (name === "kind") return named(words.drawn.tool)(String(value));
  if (name === "news") return named(words.telling.kind)(String(value));
  if (name === "export") return named(words.trailExports)(String(value));
  if (name === "state") return named(words.reportState)(String(value));
  if (name === "key") return outboxItem(String(value), words);
  if (name === "why") return why(String(value), words);
  return name === "since" ? moment(String(value), language) : String(value);
}

/** In few words; a refusal that has none is told as whoever was refused was told it. */
function why(word: string, words: Words): string {
  const short: Record<string, string | undefined> = words.auditWhy;
  const sentence = isProblem(word) ? words.problem[word] : word;
  return short[word] ?? (typeof sentence === "string" ? sentence : words.problem.failed);
}
