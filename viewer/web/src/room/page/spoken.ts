/** The words of a room in the reader's language; alone, so that a phone needs no others. */

import { createContext, useContext } from "react";
import { room as en } from "../../desk/words/en-room.ts";
import { room as zh } from "../../desk/words/zh-room.ts";

export type RoomWords = typeof en;
export type Language = "zh" | "en";

export const ROOM_WORDS: Record<Language, RoomWords> = { zh, en };

export interface RoomSpoken {
  readonly language: Language;
  readonly words: RoomWords;
  readonly change: (language: Language) => void;
}

export const RoomSpokenContext = createContext<RoomSpoken>({ language: "en", words: en, change: () => undefined });

export function useRoomSpoken(): RoomSpoken {
  return useContext(RoomSpokenContext);
}

export function useRoomWords(): RoomWords {
  return useContext(RoomSpokenContext).words;
}

const CLOCK: Record<Language, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false }),
  en: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false }),
};
const DAY: Record<Language, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat("zh-CN", {
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }),
  en: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
};

/** The time of day; with its day where that is not today. */
export function timeOf(at: string, language: Language, now: Date = new Date()): string {
  const when = new Date(at);
  return (when.toDateString() === now.toDateString() ? CLOCK : DAY)[language].format(when);
}
