type Value = string | number | boolean | null | ((event: Event) => void);
type Child = Node | string | null;

/**
 * Makes an element. Children that are strings become text nodes, never markup: nothing that a hospital or a patient
 * wrote is ever parsed as HTML. A function is a listener, named as its event; `null` and `false` leave an attribute out.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null) made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
  return made;
}

export function clear(parent: Element): void {
  while (parent.firstChild !== null) parent.removeChild(parent.firstChild);
}

export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
