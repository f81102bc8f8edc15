import { Alert, VisuallyHidden } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled, IconPlayerRecordFilled } from "@tabler/icons-react";
import { useWords } from "../../desk/words/language.ts";
import { type Consult, STEPS } from "../types.ts";

/** How far a consult is. One that is answered in writing never was scheduled or live. */
export function Steps({ consult }: { consult: Consult }) {
  const own = useWords().consult;
  const { state } = consult;
  if (state === "declined" || state === "withdrawn") {
    return (
      <Alert color="gray" variant="outline" title={own.states[state]}>
        {consult.reason}
      </Alert>
    );
  }
  const here = STEPS.indexOf(state);
  const happened = { scheduled: consult.scheduled_at !== null, live: consult.live_at !== null };
  const shown = STEPS.filter((step, at) => at >= here || (step !== "scheduled" && step !== "live") || happened[step]);
  return (
    <ol className="consult-steps" aria-label={own.steps}>
      {shown.map((step) => {
        const isHere = step === state;
        const isDone = STEPS.indexOf(step) < here;
        const Icon = isDone ? IconCircleCheckFilled : isHere ? IconPlayerRecordFilled : IconCircle;
        return (
          <li key={step} data-done={isDone || undefined} aria-current={isHere ? "step" : undefined}>
            <Icon size={18} aria-hidden />
            {own.step[step]}
            {isDone && <VisuallyHidden>✓</VisuallyHidden>}
          </li>
        );
      })}
    </ol>
  );
}
