/** Critical findings as lines of text, for an administrator to edit: 中文 | English | minutes. */

import type { Rules } from "./types.ts";

type Kinds = Rules["critical_kinds"];

export function kindsToText(kinds: Kinds): string {
  return kinds.map((kind) => `${kind.zh} | ${kind.en} | ${kind.minutes}`).join("\n");
}

/** Returns the findings, or the first line that can't be understood. */
export function textToKinds(text: string): Kinds | string {
  const kinds: Kinds = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const [zh, en, minutes, ...others] = line.split(/[|｜]/).map((part) => part.trim());
    const isWhole = zh && en && minutes !== undefined && /^\d{1,5}$/.test(minutes) && others.length === 0;
    if (!isWhole) return line;
    kinds.push({ zh, en, minutes: Number(minutes) });
  }
  return kinds;
}
