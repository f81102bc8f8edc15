/** Has whoever wants to write begin at once: the panel in which one writes may still be on its way. */

const LONGEST_MS = 3000;

export function focusWriter(since: number = performance.now()): void {
  const writer = document.querySelector<HTMLElement>("#room-writer");
  if (writer !== null) writer.focus();
  else if (performance.now() - since < LONGEST_MS) requestAnimationFrame(() => focusWriter(since));
}
