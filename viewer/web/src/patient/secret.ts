/** What the fragment of a scanned code holds: the secret's own characters and nothing that could be an address. */
const SECRET = /^#([A-Za-z0-9_-]{16,128})$/;

/**
 * Takes the secret out of the address: out of sight, out of the history, out of screenshots and of what is shared from
 * the browser's menu. It lives on in memory only.
 */
export function takeSecret(location: Location, history: History): string | null {
  if (location.hash === "") return null;
  const found = SECRET.exec(location.hash);
  history.replaceState(null, "", location.pathname);
  return found === null ? null : (found[1] ?? null);
}
