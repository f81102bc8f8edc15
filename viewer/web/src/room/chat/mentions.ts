/** Names in what is written: `@` and the first letters of somebody's name complete to it. */

import type { Person } from "../wire.ts";

/** What stands between an `@` and where one writes: the first letters of a name. */
export interface Naming {
  readonly from: number;
  readonly letters: string;
}

const LONGEST = 30;
/** What no name goes on over. */
const ENDS = /[\n@,.;:!?，。；：！？]/;
/** Letters and digits that make words by standing side by side, as Chinese characters do not. */
const IN_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

/** null where nobody is being named, or somebody's whole name stands there already: then the keys are one's own again. */
export function asked(text: string, at: number, names: readonly string[] = []): Naming | null {
  const from = text.lastIndexOf("@", at - 1);
  // An address of mail names nobody here.
  if (from < 0 || IN_WORD.test(text.charAt(from - 1))) return null;
  const letters = text.slice(from + 1, at);
  if (letters.length > LONGEST || ENDS.test(letters) || /^\s/.test(letters)) return null;
  return /\s$/.test(letters) && names.includes(letters.trimEnd()) ? null : { from, letters };
}

/** Those whose name, a word of it, or what it is spelt by begins so. */
export function completions(people: readonly Person[], letters: string): Person[] {
  const wanted = letters.trim().toLocaleLowerCase();
  const spelt = wanted.replace(/[\s']/g, "");
  const begins = ({ name, spelt: spellings = [] }: Person) => {
    const own = name.toLocaleLowerCase();
    if (own.startsWith(wanted) || own.split(/\s+/).some((word) => word.startsWith(wanted))) return true;
    return spellings.some((each) => each.startsWith(spelt));
  };
  return people.filter(({ part, name }) => part !== "gone" && part !== "waits" && name !== "").filter(begins);
}

/** Puts a name where its first letters stand. */
export function completed(text: string, at: number, name: string): { readonly text: string; readonly at: number } {
  const found = asked(text, at);
  if (found === null) return { text, at };
  const before = `${text.slice(0, found.from)}@${name} `;
  return { text: before + text.slice(at).replace(/^ /, ""), at: before.length };
}

/** Everybody whom a text names, as it is shown to name them. */
export function mentioned(text: string, people: readonly Person[]): number[] {
  const named = new Set(
    pieces(
      text,
      people.map(({ name }) => name),
    )
      .filter(({ isName }) => isName)
      .map((piece) => piece.text.slice(1)),
  );
  return people.filter(({ name }) => named.has(name)).map(({ participant }) => participant);
}

/** A text in pieces, so that names stand out; of two names that fit it is the longer. */
export function pieces(text: string, names: readonly string[]): { readonly text: string; readonly isName: boolean }[] {
  const known = names.filter(Boolean).sort((one, other) => other.length - one.length);
  const found: { text: string; isName: boolean }[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const name = text[at] === "@" ? known.find((each) => standsAt(text, at + 1, each)) : undefined;
    if (name === undefined) plain += text[at++];
    else {
      if (plain !== "") found.push({ text: plain, isName: false });
      found.push({ text: `@${name}`, isName: true });
      plain = "";
      at += name.length + 1;
    }
  }
  return plain === "" ? found : [...found, { text: plain, isName: false }];
}

/** Anna Berg is not who "@Anna Bergstrom" names; 王丽 is who "@王丽看一下" does. */
function standsAt(text: string, at: number, name: string): boolean {
  if (!text.startsWith(name, at)) return false;
  return !IN_WORD.test(name.slice(-1)) || !IN_WORD.test(text.charAt(at + name.length));
}
