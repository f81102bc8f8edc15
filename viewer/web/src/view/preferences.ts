/** What somebody wants differently, kept on the server, so that it is the same at every desk. */

import { createContext, useContext } from "react";
import { get, post } from "../desk/api.ts";
import { earlyPreferences } from "./early-answers.ts";

export interface Preferences {
  readonly layouts: Readonly<Record<string, { readonly rows: number; readonly columns: number }>>;
  readonly texts: boolean;
}

export interface KeptPreferences {
  readonly preferences: Preferences;
  readonly change: (how: (kept: Preferences) => Preferences) => void;
}

export const USUAL: Preferences = { layouts: {}, texts: true };

export const PreferencesContext = createContext<KeptPreferences>({ preferences: USUAL, change: () => undefined });

export function usePreferences(): KeptPreferences {
  return useContext(PreferencesContext);
}

let known: Preferences | null = null;

/** Images are shown whatever becomes of this; what was read once holds until this page is left. */
export async function readPreferences(): Promise<Preferences> {
  if (known !== null) return known;
  try {
    const early = await earlyPreferences();
    known = early?.ok ? ((await early.json()) as Preferences) : await get<Preferences>("/viewer-preferences");
    return known;
  } catch {
    return USUAL;
  }
}

/** Keeps what was chosen; a choice that could not be kept holds until the page is left. */
export function keepPreferences(preferences: Preferences): void {
  known = preferences;
  void post("/viewer-preferences", preferences).catch(() => undefined);
}
