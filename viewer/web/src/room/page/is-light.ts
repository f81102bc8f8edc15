/** Whether pictures are better drawn by the server: on a phone, on a weak machine, or because somebody wants it so. */

const PHONE = "(max-width: 40em) and (pointer: coarse), (max-height: 30em) and (pointer: coarse)";
const WEAK_GIB = 2;

export function isLight(): boolean {
  const wished = new URLSearchParams(location.search);
  if (wished.has("light")) return true;
  if (wished.has("full")) return false;
  const { deviceMemory = WEAK_GIB + 1 } = navigator as { deviceMemory?: number };
  return deviceMemory < WEAK_GIB || matchMedia(PHONE).matches;
}
