import type { Opening } from "../documents.ts";
import { element } from "../element.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";
import { momentText } from "../words/quantities.ts";
import { load } from "./load.ts";

/** Who opened the images and the report, and when. */
export function openingsScreen(context: Context): Screen {
  const { words } = context;
  const body = element("div");
  void load<{ readonly openings: readonly Opening[] }>(context, body, "/openings", ({ openings }) =>
    body.appendChild(list(context, openings)),
  );
  const lead = element("p", { class: "lead" }, words.openingsLead);
  const back = reach(action("back", words.back, () => context.back(), "quiet"));
  return { element: element("div", { class: "screen" }, heading(words.openingsTitle), lead, body, back) };
}

function list(context: Context, openings: readonly Opening[]): HTMLElement {
  const { words } = context;
  if (openings.length === 0) return element("p", {}, words.noOpenings);
  return element("ul", { class: "openings" }, ...openings.map((opening) => line(context, opening)));
}

function line({ words, language }: Context, opening: Opening): HTMLElement {
  const who = {
    "this-link": words.thisLink,
    "other-link": words.otherLink,
    person: [words.role[opening.role], opening.name].filter((part) => part !== "").join(" · "),
    guest: [words.guest, opening.name].filter((part) => part !== "").join(" · "),
    system: opening.name,
  };
  const more = opening.further > 0 ? ` (${words.more(opening.further)})` : "";
  return element(
    "li",
    {},
    element("strong", {}, who[opening.who]),
    element("span", {}, words.action[opening.action] + more),
    element("time", { datetime: opening.at }, momentText(opening.at, language)),
  );
}
