import { useEffect, useMemo, useState } from "react";
import { type Language, ROOM_WORDS, type RoomSpoken } from "./spoken.ts";

const KEPT_AS = "filmless-language";

/** What was chosen here before, else what the browser prefers. */
function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function useLanguage(): RoomSpoken {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  return useMemo(() => {
    const change = (chosen: Language) => {
      localStorage.setItem(KEPT_AS, chosen);
      setLanguage(chosen);
    };
    return { language, words: ROOM_WORDS[language], change };
  }, [language]);
}
