import { createContext, useContext } from "react";
import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";

export type { Words };
export type Language = "zh" | "en";

export const DICTIONARIES: Record<Language, Words> = { zh, en };
const KEPT_AS = "filmless-language";

export interface Spoken {
  language: Language;
  words: Words;
  change: (language: Language) => void;
}

export const SpokenContext = createContext<Spoken>({ language: "en", words: en, change: () => undefined });

export function useSpoken(): Spoken {
  return useContext(SpokenContext);
}

export function useWords(): Words {
  return useContext(SpokenContext).words;
}

/** What was chosen here before, else what the browser prefers. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
}
