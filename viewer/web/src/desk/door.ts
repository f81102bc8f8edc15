/** Which door of the server a page goes through: that of people who are signed in, or that of one consult. */

const CONSULT = /^\/c\/([A-Za-z0-9_-]{1,64})\/?$/;

/** Told by the page's own address: whoever came by a consult asks nothing elsewhere. */
export function doorOf(path: string): string {
  const code = CONSULT.exec(path)?.[1];
  return code === undefined ? "/desk/api" : `/c/api/${code}`;
}

/** The code of the consult that an address names; null where it names none. */
export function codeOf(path: string): string | null {
  return CONSULT.exec(path)?.[1] ?? null;
}

/** Tests of pure parts run where no page is. */
export const DOOR = doorOf((globalThis as { location?: Location }).location?.pathname ?? "");
