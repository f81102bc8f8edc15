import { Stack } from "@mantine/core";
import { Section } from "../../desk/parts/page.tsx";
import { useWords } from "../../desk/words/language.ts";
import "./outcome.css";
import { useOutcomeOf } from "./use-outcome.ts";
import { ConcludedVersion } from "./version.tsx";
import { WhereItWent } from "./where.tsx";

/** At the desk: what was concluded, to be read; it is written and signed in the room. */
export function OutcomeSection({ code, isInside }: { code: string; isInside: boolean }) {
  const own = useWords().conclusion;
  const { data: outcome } = useOutcomeOf(code, isInside);
  if (outcome === undefined || outcome.versions.length === 0) return null;
  return (
    <Section title={own.title}>
      <Stack gap={0} className="outcome-panel">
        {[...outcome.versions].reverse().map((each) => (
          <ConcludedVersion key={each.version} outcome={outcome} version={each} code={code} />
        ))}
        <WhereItWent outcome={outcome} code={code} />
      </Stack>
    </Section>
  );
}
