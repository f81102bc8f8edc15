import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconArrowForwardUp, IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { Consult, FoundInvitee } from "../types.ts";
import { useChange } from "../use-consults.ts";
import { FindPeople } from "./choose-people.tsx";

/** What somebody who is asked does: one touch accepts. */
export function Answering({ consult }: { consult: Consult }) {
  const words = useWords();
  const own = words.consult;
  const [asks, setAsks] = useState<"decline" | "hand-on" | null>(null);
  const change = useChange(consult.code);
  const invitation = consult.invitations.find(({ id }) => id === consult.own_invitations[0]);
  if (invitation === undefined) return null;
  const path = `invitations/${invitation.id}`;
  return (
    <>
      {change.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(change.error, words)}
        </Alert>
      )}
      <Text c="dimmed">{own.acceptLead}</Text>
      <Group className="consult-deeds" gap="sm">
        <Button
          leftSection={<IconCheck size={18} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate({ path: `${path}/accept` })}
        >
          {own.accept}
        </Button>
        <Button variant="default" leftSection={<IconX size={18} aria-hidden />} onClick={() => setAsks("decline")}>
          {own.decline}
        </Button>
        <Button
          variant="default"
          leftSection={<IconArrowForwardUp size={18} aria-hidden />}
          onClick={() => setAsks("hand-on")}
        >
          {own.handOn}
        </Button>
      </Group>
      {asks === "decline" && (
        <Decline
          code={consult.code}
          path={`${path}/decline`}
          forAll={invitation.kind === "department" || invitation.kind === "group" ? invitation.name : ""}
          close={() => setAsks(null)}
        />
      )}
      {asks === "hand-on" && <HandOn code={consult.code} invitationId={invitation.id} close={() => setAsks(null)} />}
    </>
  );
}

/** Why not: a usual reason is one touch, or one's own words. */
function Decline(props: { code: string; path: string; forAll: string; close: () => void }) {
  const words = useWords();
  const own = words.consult;
  const [reason, setReason] = useState("");
  const change = useChange(props.code);
  const decline = (because: string) =>
    change.mutate({ path: props.path, body: { reason: because } }, { onSuccess: props.close });
  return (
    <Modal opened onClose={props.close} title={own.declineTitle} closeButtonProps={{ "aria-label": words.close }}>
      <Stack gap="md">
        <Text>{[own.declineLead, props.forAll === "" ? "" : own.declineForAll(props.forAll)].join(" ")}</Text>
        <Stack gap="xs">
          {own.declineReasons.map((each) => (
            <Button key={each} variant="default" loading={change.isPending} onClick={() => decline(each)}>
              {each}
            </Button>
          ))}
        </Stack>
        <Textarea
          label={own.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={2}
        />
        {change.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(change.error, words)}
          </Alert>
        )}
        <Group justify="end">
          <Button variant="default" onClick={props.close}>
            {words.cancel}
          </Button>
          <Button
            color="red.9"
            disabled={reason.trim() === ""}
            loading={change.isPending}
            onClick={() => decline(reason)}
          >
            {own.decline}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Somebody else in one's place: who is touched is asked. */
export function HandOn(props: { code: string; invitationId: number | null; close: () => void }) {
  const words = useWords();
  const own = words.consult;
  const change = useChange(props.code);
  const hand = ({ kind, id }: FoundInvitee) =>
    change.mutate(
      { path: "hand-on", body: { to: { kind, id }, invitation_id: props.invitationId } },
      { onSuccess: props.close },
    );
  return (
    <Modal opened onClose={props.close} title={own.handOnTitle} closeButtonProps={{ "aria-label": words.close }}>
      <Stack gap="md">
        <Text>{props.invitationId === null ? own.handOnLeadInside : own.handOnLead}</Text>
        {change.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(change.error, words)}
          </Alert>
        )}
        <FindPeople isTaken={() => change.isPending} take={hand} />
      </Stack>
    </Modal>
  );
}
