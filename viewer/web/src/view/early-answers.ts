/** What the first script has asked for already; each answer is used once. */

export interface FirstPicture {
  /** The page that it shows. */
  readonly page: string;
  readonly address: string;
}

export interface Early {
  readonly study: number;
  readonly session: Promise<Response>;
  readonly view: Promise<Response>;
  readonly preferences: Promise<Response>;
  readonly picture: Promise<FirstPicture | null>;
}

declare global {
  interface Window {
    filmlessEarly?: Early;
  }
}

let isSessionTaken = false;
let isViewTaken = false;
let arePreferencesTaken = false;

export async function earlySession(): Promise<Response | null> {
  if (isSessionTaken || window.filmlessEarly === undefined) return null;
  isSessionTaken = true;
  return window.filmlessEarly.session.catch(() => null);
}

export async function earlyView(study: number): Promise<Response | null> {
  if (isViewTaken || window.filmlessEarly?.study !== study) return null;
  isViewTaken = true;
  return window.filmlessEarly.view.catch(() => null);
}

export async function earlyPreferences(): Promise<Response | null> {
  if (arePreferencesTaken || window.filmlessEarly === undefined) return null;
  arePreferencesTaken = true;
  return window.filmlessEarly.preferences.catch(() => null);
}

export async function firstPicture(study: number): Promise<FirstPicture | null> {
  if (window.filmlessEarly?.study !== study) return null;
  return window.filmlessEarly.picture.catch(() => null);
}
