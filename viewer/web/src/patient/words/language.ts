import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "zh-CN" | "en";

const WORDS: Readonly<Record<Language, Words>> = { "zh-CN": zh, en };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** The first language of the browser that we speak; Chinese where it names neither. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  for (const tag of browserLanguages) {
    if (/^zh/i.test(tag)) return "zh-CN";
    if (/^en/i.test(tag)) return "en";
  }
  return "zh-CN";
}

export function otherLanguage(language: Language): Language {
  return language === "en" ? "zh-CN" : "en";
}
