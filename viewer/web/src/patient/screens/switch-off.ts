import { post } from "../api.ts";
import { element, setText } from "../element.ts";
import { action, heading, reach } from "../parts.ts";
import type { Context, Screen } from "../screen.ts";

/** It can't be undone, so it is asked on a page of its own. */
export function switchOffScreen(context: Context): Screen {
  const { words } = context;
  const problem = element("p", { class: "problem", role: "alert" });
  const yes = action(
    "off",
    words.switchOffYes,
    async () => {
      yes.disabled = true;
      const answer = await post<unknown>(`${context.root}/switch-off`);
      yes.disabled = false;
      if (answer.kind === "ok" || answer.kind === "unavailable") context.end("switched-off");
      else if (answer.kind === "expired") context.end("expired");
      else setText(problem, answer.kind === "offline" ? words.notConnected : words.failed);
    },
    "danger",
  );
  return {
    element: element(
      "div",
      { class: "screen" },
      heading(words.switchOffTitle),
      element("p", { class: "lead" }, words.switchOffLead),
      element("p", {}, words.switchOffKeep),
      problem,
      reach(
        action(null, words.switchOffNo, () => context.back()),
        yes,
      ),
    ),
  };
}
