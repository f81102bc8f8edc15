/** What the first script has asked for already; each answer is used once. */

import { expect } from "../engine/decoding/pool.ts";
import type { EarlyFrame } from "../engine/frames.ts";

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
  readonly frame: Promise<EarlyFrame | null>;
}

declare global {
  interface Window {
    filmlessEarly?: Early;
  }
}

let isSessionTaken = false;
let isViewTaken = false;
let arePreferencesTaken = false;
let isFrameTaken = false;

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

/** The frame of the first picture at full depth. */
export function earlyFrame(study: number): Promise<EarlyFrame | null> | null {
  if (isFrameTaken || window.filmlessEarly?.study !== study) return null;
  isFrameTaken = true;
  return window.filmlessEarly.frame.catch(() => null);
}

/** Makes the decoder of that frame ready while the study is still on its way. */
export async function warmDecoder(): Promise<void> {
  const early = await window.filmlessEarly?.frame.catch(() => null);
  const form = early?.answer.headers.get("content-type")?.split(";")[0];
  if (form === "image/jls" || form === "image/j2c" || form === "image/jphc") expect(form);
}
