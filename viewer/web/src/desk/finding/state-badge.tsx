import { Badge, Tooltip } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { fieldNames } from "../field-names.ts";
import type { ReportState } from "../told/orders.ts";
import type { Attribute } from "../told/questions.ts";
import { useWords } from "../words/language.ts";

const COMMON = { size: "lg", miw: "max-content", tt: "none", fw: 500, c: "var(--mantine-color-text)" } as const;

/** How far the report is; green is done, grey is not yet. */
export function ReportBadge({ state }: { state: ReportState | null }) {
  const words = useWords();
  const isDone = state === "final" || state === "amended";
  if (state === null) {
    return (
      <Badge {...COMMON} variant="transparent" px={0} c="dimmed">
        {words.finding.noReport}
      </Badge>
    );
  }
  return (
    <Badge {...COMMON} variant={isDone ? "light" : "default"} color={isDone ? "green" : "gray"}>
      {words.reportState[state]}
    </Badge>
  );
}

/** Images of one study that name different patients need a person. */
export function ContradictionBadge({ attributes }: { attributes: readonly Attribute[] }) {
  const words = useWords();
  if (attributes.length === 0) return null;
  const text = words.finding.contradicts(fieldNames([...attributes], words));
  return (
    <Tooltip label={text}>
      <Badge {...COMMON} variant="light" color="yellow" px={8} aria-label={text} role="img">
        <IconAlertTriangle size={16} aria-hidden style={{ display: "block" }} />
      </Badge>
    </Tooltip>
  );
}

/** A finding that somebody must hear of: red until they have said that they did. */
export function CriticalBadge({ isOpen }: { isOpen: boolean | null }) {
  const words = useWords();
  if (isOpen === null) return null;
  return (
    <Badge {...COMMON} variant={isOpen ? "light" : "default"} color={isOpen ? "red" : "gray"}>
      {isOpen ? words.finding.critical : words.finding.criticalKnown}
    </Badge>
  );
}
