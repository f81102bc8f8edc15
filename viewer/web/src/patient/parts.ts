import type { Answer } from "./api.ts";
import { element } from "./element.ts";
import { type Icon, icon } from "./icons.ts";
import type { Words } from "./words/en.ts";

/** The pieces that several screens are made of. */

export function heading(text: string): HTMLElement {
  return element("h1", { tabindex: -1 }, text);
}

export function action(name: Icon | null, label: string, act: () => void, kind: "main" | "quiet" | "danger" = "main") {
  const drawing = name === null ? null : icon(name);
  return element("button", { type: "button", class: `action ${kind}`, click: act }, drawing, label);
}

/** A row that leads somewhere else. */
export function row(name: Icon, label: string, act: () => void): HTMLElement {
  return element("button", { type: "button", class: "row", click: act }, icon(name), element("span", {}, label));
}

export function facts(pairs: readonly (readonly [string, string])[]): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const [name, value] of pairs) {
    if (value !== "") list.appendChild(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return list;
}

/** Why there is nothing here now, and what will help. */
export function failureText(words: Words, answer: Pick<Answer<unknown>, "kind">): string {
  return answer.kind === "away" ? words.away : words.failed;
}

export function waiting(text: string): HTMLElement {
  return element("p", { class: "waiting", role: "status" }, text);
}

export function tryAgain(text: string, label: string, act: () => void): HTMLElement {
  return element("div", { class: "failure", role: "alert" }, element("p", {}, text), action(null, label, act, "quiet"));
}

/** What the thumb reaches: at the bottom of a phone's screen, and behind what was read on a desk. */
export function reach(...children: readonly (HTMLElement | null)[]): HTMLElement {
  return element("div", { class: "reach" }, ...children);
}

/** What one came for: at the bottom of every screen. */
export function alwaysInReach(...children: readonly (HTMLElement | null)[]): HTMLElement {
  return element("div", { class: "reach always" }, ...children);
}
