import type { Words } from "./words/language.ts";

/** A key of the outbox, as whoever puts a conclusion there writes it: "consult 17 v1 presentation-state 2". */
const KEY = /^consult (\d+) v(\d+) ([a-z-]+)(?: (\d+))?$/;

/** What goes, in the reader's words; a key of another form stands as it is. */
export function outboxItem(key: string, { exchange }: Words): string {
  const [, consult, version, what = "", number] = KEY.exec(key) ?? [];
  const part = (exchange.part as Record<string, string | undefined>)[what];
  if (consult === undefined || version === undefined || part === undefined) return key;
  // One is the usual: only a second of its kind is counted.
  const named = number === undefined || number === "1" ? part : `${part} ${number}`;
  return exchange.item(named, consult, version);
}
