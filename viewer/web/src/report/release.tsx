import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { sentence } from "../desk/parts/states.tsx";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { NoteDialog } from "./dialogs.tsx";
import type { WholeReport } from "./types.ts";

/** What the patient reads of it, and who decides. */
export function Release({ whole, take }: { whole: WholeReport; take: (whole: WholeReport) => void }) {
  const { words, language } = useSpoken();
  const { may } = useSession();
  const own = words.reporting;
  const [isHolding, setHolding] = useState(false);
  const path = `/reporting/orders/${whole.order.id}`;
  const acting = useMutation({ mutationFn: (act: string) => post<WholeReport>(`${path}/${act}`), onSuccess: take });
  const latest = whole.versions[0];
  if (latest === undefined || latest.state === "draft") return null;
  const { hold } = whole;
  const waits = latest.waits;
  const canRelease = waits !== null && waits !== "unfinished" && hold === null;
  return (
    <Stack gap="xs" p="md" component="section" aria-label={own.patient}>
      <Text fw={600}>{own.patient}</Text>
      <Text>
        {hold !== null
          ? own.held(hold.by, moment(hold.at, language), hold.reason)
          : waits === null
            ? own.patientReads
            : own.waits[waits](moment(latest.due_at, language))}
      </Text>
      {may("release-reports") && (
        <Group gap="xs">
          {canRelease && (
            <Button variant="default" loading={acting.isPending} onClick={() => acting.mutate("release")}>
              {own.release}
            </Button>
          )}
          {hold === null ? (
            <Button variant="default" onClick={() => setHolding(true)}>
              {own.hold}
            </Button>
          ) : (
            <Button variant="default" loading={acting.isPending} onClick={() => acting.mutate("lift")}>
              {own.lift}
            </Button>
          )}
        </Group>
      )}
      {acting.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(acting.error, words)}
        </Alert>
      )}
      {isHolding && (
        <NoteDialog
          title={own.holdTitle}
          lead={own.holdLead}
          label={own.reason}
          yes={own.hold}
          close={() => setHolding(false)}
          act={async (reason) => take(await post<WholeReport>(`${path}/hold`, { reason }))}
        />
      )}
    </Stack>
  );
}
