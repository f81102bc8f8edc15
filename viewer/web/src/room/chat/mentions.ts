/** Names in what is written: `@` and the first letters of somebody's name complete to it. */

import type { Person } from "../wire.ts";

/** What stands between the last `@` and where one writes; null where nobody is being named. */
export function asked(text: string, at: number): { readonly from: number; readonly letters: string } | null {
  const from = text.lastIndexOf("@", at - 1);
  if (from < 0) return null;
  const letters = text.slice(from + 1, at);
  return letters.length > 30 || /[\n@,.;:!?，。；：！？]/.test(letters) ? null : { from, letters };
}

/** Those whose name, or a word of it, begins so. */
export function completions(people: readonly Person[], letters: string): Person[] {
  const wanted = letters.trim().toLocaleLowerCase();
  const begins = ({ name }: Person) => {
    const own = name.toLocaleLowerCase();
    return own.startsWith(wanted) || own.split(/\s+/).some((word) => word.startsWith(wanted));
  };
  return people
    .filter(({ part, name }) => part !== "gone" && part !== "waits" && name !== "")
    .filter(begins)
    .slice(0, 6);
}

/** Puts a name where its first letters stand. */
export function completed(text: string, at: number, name: string): { readonly text: string; readonly at: number } {
  const found = asked(text, at);
  if (found === null) return { text, at };
  const before = `${text.slice(0, found.from)}@${name} `;
  return { text: before + text.slice(at).replace(/^ /, ""), at: before.length };
}

/** Everybody whom a text names. */
export function mentioned(text: string, people: readonly Person[]): number[] {
  return people.filter(({ name }) => name !== "" && text.includes(`@${name}`)).map(({ participant }) => participant);
}

/** A text in pieces, so that names stand out. */
export function pieces(text: string, names: readonly string[]): { readonly text: string; readonly isName: boolean }[] {
  const known = names.filter(Boolean).sort((one, other) => other.length - one.length);
  const found: { text: string; isName: boolean }[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const name = text[at] === "@" ? known.find((each) => text.startsWith(each, at + 1)) : undefined;
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
