import { Badge } from "@mantine/core";
import { useWords } from "../../desk/words/language.ts";
import { URGENCY_COLOR } from "../texts.ts";
import type { ConsultState, Urgency } from "../types.ts";

export function UrgencyBadge({ urgency }: { urgency: Urgency }) {
  const own = useWords().consult;
  return (
    <Badge
      size="lg"
      tt="none"
      fw={600}
      autoContrast
      {...(urgency === "routine" ? { variant: "default" } : { variant: "filled", color: URGENCY_COLOR[urgency] })}
    >
      {own.urgencies[urgency]}
    </Badge>
  );
}

export function StateBadge({ state }: { state: ConsultState }) {
  const own = useWords().consult;
  const isLive = state === "live";
  return (
    <Badge size="lg" tt="none" fw={500} autoContrast variant={isLive ? "filled" : "default"}>
      {own.states[state]}
    </Badge>
  );
}

export function ReferralBadge({ isReferral }: { isReferral: boolean }) {
  const own = useWords().consult;
  if (!isReferral) return null;
  return (
    <Badge size="lg" tt="none" fw={500} variant="default">
      {own.isReferral}
    </Badge>
  );
}

export function UnseenBadge({ count }: { count: number }) {
  const own = useWords().consult;
  if (count === 0) return null;
  return (
    <Badge size="lg" tt="none" variant="filled" autoContrast>
      {own.unseen(count)}
    </Badge>
  );
}
