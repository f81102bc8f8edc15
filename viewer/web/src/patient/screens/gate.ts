import type { Credentials, FactorAnswer } from "../api.ts";
import type { Factor } from "../documents.ts";
import { element, setText } from "../element.ts";
import { action, heading, reach } from "../parts.ts";
import type { Screen } from "../screen.ts";
import type { Words } from "../words/en.ts";

export interface Gate {
  readonly words: Words;
  /** null: the slip's code is typed first. */
  readonly factor: Factor | null;
  readonly problem: string;
  /** Answers once it is known what came of it; until then the form waits. */
  readonly submit: (given: Pick<Credentials, "code" | "factor">) => Promise<void>;
}

/** Asks for the slip's code, or for what only the patient knows. */
export function gateScreen(gate: Gate): Screen {
  const { words, factor } = gate;
  const fields = factor === null ? codeFields(words) : factorFields(words, factor);
  const problem = element("p", { class: "problem", role: "alert", id: "problem" }, gate.problem);
  const button = element("button", { type: "submit", class: "action main" }, words.open);
  const form = element("form", { class: "gate", novalidate: true, autocomplete: "off" }, ...fields, problem);
  form.appendChild(reach(button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = valuesOf(form, factor);
    setText(problem, given === null ? words.incomplete : "");
    if (given === null || button.disabled) return;
    button.disabled = true;
    setText(button, words.loading);
    await gate.submit(given);
    button.disabled = false;
    setText(button, words.open);
  });
  const lead = factor === null ? words.slipLead : words.gateLead;
  const title = heading(factor === null ? words.slipTitle : words.gateTitle);
  return { element: element("div", { class: "screen" }, title, element("p", { class: "lead" }, lead), form) };
}

function codeFields(words: Words): HTMLElement[] {
  return [field("slip", words.slipCode, { autocapitalize: "characters", maxlength: 24, class: "wide code" })];
}

function factorFields(words: Words, factor: Factor): HTMLElement[] {
  if (factor === "code")
    return [field("code", words.factorCode, { inputmode: "numeric", maxlength: 12, class: "code" })];
  const date = element(
    "fieldset",
    { class: "date" },
    element("legend", {}, words.birthDate),
    field("year", words.year, { inputmode: "numeric", maxlength: 4, class: "four" }),
    field("month", words.month, { inputmode: "numeric", maxlength: 2, class: "two" }),
    field("day", words.day, { inputmode: "numeric", maxlength: 2, class: "two" }),
  );
  if (factor === "birth-date") return [date];
  const isPhone = factor === "birth-date-and-phone";
  // An identity card's number may end in X: its keyboard needs letters.
  const keyboard = isPhone ? { inputmode: "numeric" } : { autocapitalize: "characters" };
  const label = isPhone ? words.phoneDigits : words.idDigits;
  return [date, field("digits", label, { ...keyboard, maxlength: 4, class: "four" })];
}

function field(name: string, label: string, attributes: Record<string, string | number>): HTMLElement {
  const input = element("input", {
    id: name,
    name,
    type: "text",
    autocomplete: "off",
    autocorrect: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "problem",
    ...attributes,
  });
  return element("div", { class: "field" }, element("label", { for: name }, label), input);
}

/** null: a field is empty. */
function valuesOf(form: HTMLFormElement, factor: Factor | null): Pick<Credentials, "code" | "factor"> | null {
  const value = (name: string) => {
    const input = form.elements.namedItem(name);
    return input instanceof HTMLInputElement ? input.value.trim() : "";
  };
  if (factor === null) return value("slip") === "" ? null : { code: value("slip") };
  const answer: Record<string, string> =
    factor === "code"
      ? { code: value("code") }
      : { birth_date: [value("year"), value("month"), value("day")].join("-") };
  if (factor.indexOf("birth-date-and-") === 0) answer["last_four"] = value("digits");
  const isWhole = Object.keys(answer).every((name) => !/^$|--|^-|-$/.test(answer[name] ?? ""));
  return isWhole ? { factor: answer as FactorAnswer } : null;
}

export function endScreen(
  words: Words,
  ending: "unavailable" | "expired" | "switched-off",
  typeCode: () => void,
): Screen {
  const texts = {
    unavailable: [words.unavailableTitle, words.unavailableLead, words.unavailableHelp],
    expired: [words.expiredTitle, words.expiredLead, ""],
    "switched-off": [words.offTitle, words.offLead, words.switchOffKeep],
  }[ending];
  const [title = "", lead = "", help = ""] = texts;
  return {
    element: element(
      "div",
      { class: "screen" },
      heading(title),
      element("p", { class: "lead" }, lead),
      help === "" ? null : element("p", {}, help),
      ending === "switched-off" ? null : reach(action(null, words.slipTitle, typeCode, "quiet")),
    ),
  };
}
