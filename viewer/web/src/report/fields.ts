/** Fields to be filled in: what stands in braces. */

export interface Field {
  start: number;
  end: number;
}

const FIELD = /\{[^{}\n]{0,200}\}/g;

/** Returns the first field at or after a place in a text, null where there is none. */
export function nextField(text: string, from: number): Field | null {
  FIELD.lastIndex = from;
  const found = FIELD.exec(text);
  return found === null ? null : { start: found.index, end: found.index + found[0].length };
}

/** Returns the last field that ends before a place in a text. */
export function formerField(text: string, before: number): Field | null {
  let last: Field | null = null;
  for (const found of text.matchAll(FIELD)) {
    const end = found.index + found[0].length;
    if (end > before) break;
    last = { start: found.index, end };
  }
  return last;
}
