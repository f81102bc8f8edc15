import { type Language, preferredLanguage } from "./words/language.ts";

export interface Preferences {
  readonly language: Language;
  readonly largeType: boolean;
}

const NAME = "filmless_reading";

/**
 * Language and size of type are kept in a cookie of the page's own path, and nothing else is: the browser's storage
 * stays empty, so that a borrowed phone keeps nothing of a patient.
 */
export function readPreferences(cookies: string, browserLanguages: readonly string[]): Preferences {
  const kept = new RegExp(`(?:^|; )${NAME}=(zh-CN|en)\\.(large|normal)`).exec(cookies);
  if (kept === null) return { language: preferredLanguage(browserLanguages), largeType: false };
  return { language: kept[1] as Language, largeType: kept[2] === "large" };
}

export function preferencesCookie(preferences: Preferences): string {
  const size = preferences.largeType ? "large" : "normal";
  return `${NAME}=${preferences.language}.${size}; path=/i; max-age=31536000; samesite=strict`;
}
