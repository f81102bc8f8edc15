import { type Answer, type Credentials, openSession, type PictureFormat, type PictureWish } from "./api.ts";
import type { SessionDocument } from "./documents.ts";
import { linkOf } from "./entries.ts";
import { pictureFormat } from "./formats.ts";
import { type Preferences, readPreferences } from "./preferences.ts";
import { secretIn } from "./secret.ts";
import { wishedSize } from "./viewer/ring.ts";
import { MOST_RATIO } from "./viewer/surface.ts";

/** What the head of the page has found out, and asked, before the rest of the page was here. */
export interface FirstQuestion {
  readonly secret: string | null;
  readonly format: PictureFormat;
  readonly preferences: Preferences;
  readonly answer: Promise<Answer<SessionDocument>>;
}

declare global {
  interface Window {
    /** How the head of the page hands over to its body, which is another script and takes it away. */
    firstQuestion?: Promise<FirstQuestion>;
  }
}

/** Opens what was scanned, or else what this browser has opened before. */
export async function askFirst(): Promise<FirstQuestion> {
  const secret = secretIn(location);
  const format = await pictureFormat();
  const which = credentialsOf(null, secret, linkOf(history.state));
  const answer = openSession(which, pictureWish(format));
  // Here and not in the body: browsers look up where in a script its cookies are read, and that one is long.
  const preferences = readPreferences(document.cookie, navigator.languages ?? [navigator.language]);
  return { secret, format, preferences, answer };
}

/** By what the link is opened: typed before scanned, scanned before a link that this browser has opened already. */
export function credentialsOf(code: string | null, secret: string | null, link: string | null): Credentials {
  if (code !== null) return { code };
  if (secret !== null) return { secret };
  return link === null ? {} : { link };
}

export function pictureWish(format: PictureFormat): PictureWish {
  return { format, size: wishedSize(screenPixels()) };
}

/** Of the screen rather than of the window: nothing need be laid out to know it. */
function screenPixels(): number {
  return Math.min(screen.width, screen.height) * Math.min(MOST_RATIO, window.devicePixelRatio || 1);
}
