import { entryOf } from "./entries.ts";

/** What the fragment of a scanned code holds: the secret's own characters and nothing that could be an address. */
const SECRET = /^#([A-Za-z0-9_-]{16,128})$/;
/** The server answers to this as to any code that opens nothing. */
const NO_SECRET = "?";

/** What was scanned; null: the address holds nothing of the kind. */
export function secretIn(location: Location): string | null {
  if (location.hash === "") return null;
  return SECRET.exec(location.hash)?.[1] ?? NO_SECRET;
}

/**
 * Takes the secret out of the address: out of sight, out of the history, out of screenshots and of what is shared from
 * the browser's menu. It lives on in memory only.
 */
export function hideSecret(location: Location, history: History): void {
  if (location.hash === "") return;
  // What was scanned here opens this or nothing: loaded anew it does not open what the browser opened before.
  history.replaceState(entryOf("", { name: "status" }), "", location.pathname);
}
