import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { codeOf } from "../../desk/door.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import "./outcome.css";
import { DraftForm } from "./draft-form.tsx";
import { ReadDraft } from "./proposing.tsx";
import { SigningForm } from "./signing.tsx";
import type { Outcome } from "./types.ts";
import { useOutcome, useOutcomeDeed } from "./use-outcome.ts";
import { ConcludedVersion } from "./version.tsx";
import { WhereItWent } from "./where.tsx";

/** The conclusion beside the images of a room: written, frozen, signed, closed. */
export function OutcomePanel() {
  const query = useOutcome();
  return (
    <Stack gap={0} className="outcome-panel">
      <Answer query={query}>{(outcome) => <Whole outcome={outcome} />}</Answer>
    </Stack>
  );
}

function Whole({ outcome }: { outcome: Outcome }) {
  const own = useWords().conclusion;
  const [isFurther, setFurther] = useState(false);
  const isConcluded = outcome.versions.length > 0;
  const isWriting = outcome.may.write && (!isConcluded || outcome.draft !== null || isFurther);
  const code = codeOf(location.pathname) ?? "";
  return (
    <>
      {isWriting && <DraftForm outcome={outcome} />}
      {!isWriting && !outcome.may.write && outcome.draft !== null && <ReadDraft outcome={outcome} />}
      {!isWriting && !outcome.may.write && outcome.draft === null && !isConcluded && <ReadDraft outcome={outcome} />}
      {[...outcome.versions].reverse().map((each) => (
        <ConcludedVersion key={each.version} outcome={outcome} version={each} code={code} />
      ))}
      <SigningForm outcome={outcome} />
      {isConcluded && outcome.may.write && !isWriting && (
        <Button variant="default" onClick={() => setFurther(true)}>
          {own.newVersion}
        </Button>
      )}
      <Close outcome={outcome} />
      <WhereItWent outcome={outcome} code={code} />
    </>
  );
}

/** Nothing is closed that nobody who asks stands for; whoever would close it is told so, and all when all have signed. */
function Close({ outcome }: { outcome: Outcome }) {
  const own = useWords().conclusion;
  if (outcome.state !== "concluded" || outcome.draft !== null) return null;
  if (outcome.is_agreed) return outcome.may.close ? <Closing /> : null;
  return outcome.may.close || outcome.unsigned.length === 0 ? (
    <Text size="sm" role="status">
      {own.notAgreed}
    </Text>
  ) : null;
}

function Closing() {
  const own = useWords().conclusion;
  const [isAsking, setAsking] = useState(false);
  const deed = useOutcomeDeed();
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {own.close}
      </Button>
      <Ask
        title={own.close}
        lead={own.closeLead}
        yes={own.close}
        isOpen={isAsking}
        close={() => setAsking(false)}
        act={() => deed.mutateAsync({ path: "close" })}
      />
    </>
  );
}
