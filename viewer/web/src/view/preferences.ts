/** What somebody wants differently, kept on the server, so that it is the same at every desk. */

import { createContext, useContext } from "react";

export interface Preferences {
  readonly layouts?: Readonly<Record<string, { readonly rows: number; readonly columns: number }>>;
  readonly texts?: boolean;
}

export interface KeptPreferences {
  readonly preferences: Preferences;
  readonly change: (how: (kept: Preferences) => Preferences) => void;
}

export const PreferencesContext = createContext<KeptPreferences>({ preferences: {}, change: () => undefined });

export function usePreferences(): KeptPreferences {
  return useContext(PreferencesContext);
}
