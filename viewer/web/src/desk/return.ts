/** Where somebody wanted to go who first had to sign in; kept for this tab alone. */

const KEPT_AS = "filmless-return";
const ALLOWED = /^(\/view#\/studies\/\d{1,18}(\?with=[\d,]*)?|\/c\/[A-Za-z0-9_-]{1,64}(\?(replay|light|full))?)$/;

export function comeBackTo(address: string): void {
  if (ALLOWED.test(address)) sessionStorage.setItem(KEPT_AS, address);
}

/** The address to go back to, once; null if there is none. */
export function takeReturn(): string | null {
  const address = sessionStorage.getItem(KEPT_AS);
  sessionStorage.removeItem(KEPT_AS);
  return address !== null && ALLOWED.test(address) ? address : null;
}
