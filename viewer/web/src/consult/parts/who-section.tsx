import { Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { moment } from "../../desk/formats.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Section } from "../../desk/parts/page.tsx";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import type { Consult, Invitation, Participant } from "../types.ts";
import { useChange } from "../use-consults.ts";
import { Refused } from "./refused.tsx";

/** Whom it asks, and what each said. */
export function InvitedSection({ consult }: { consult: Consult }) {
  const own = useWords().consult;
  // Who asks guests alone has them listed apart.
  if (consult.invitations.length === 0) return null;
  return (
    <Section title={own.invited}>
      <ul className="people-list">
        {consult.invitations.map((each) => (
          <InvitedPerson key={each.id} consult={consult} invitation={each} />
        ))}
      </ul>
    </Section>
  );
}

function InvitedPerson({ consult, invitation }: { consult: Consult; invitation: Invitation }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const change = useChange(consult.code);
  const to = consult.invitations.find(({ id }) => id === invitation.handed_to);
  const answered =
    invitation.answered_by === "" || invitation.answered_at === null
      ? ""
      : own.answeredBy(invitation.answered_by, moment(invitation.answered_at, language));
  const kind = invitation.kind === "person" ? "" : own.kinds[invitation.kind];
  return (
    <li>
      <div className="breaks">
        <Text fw={600}>{invitation.name}</Text>
        <Text c="dimmed" size="sm">
          {[kind, invitation.hospital, invitation.part === "speaks" ? "" : own.parts[invitation.part]]
            .filter((part) => part !== "")
            .join(" · ")}
        </Text>
        {invitation.reason !== "" && <Text size="sm">{invitation.reason}</Text>}
        <Refused error={change.error} />
      </div>
      <Group gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {own.invitationStates[invitation.state]}
            {to !== undefined && ` → ${to.name}`}
          </Text>
          <Text c="dimmed" size="sm">
            {answered}
          </Text>
        </div>
        {invitation.state === "waiting" && consult.deeds.includes("invite") && (
          <Button
            size="sm"
            variant="default"
            className="chip"
            loading={change.isPending}
            onClick={() => change.mutate({ path: `invitations/${invitation.id}/take-back` })}
            aria-label={`${own.uninvite}: ${invitation.name}`}
          >
            {own.uninvite}
          </Button>
        )}
      </Group>
    </li>
  );
}

/** Who is in it, and what whoever asks can make them. */
export function PresentSection({ consult, participants }: { consult: Consult; participants: Participant[] }) {
  const own = useWords().consult;
  return (
    <Section title={own.present}>
      <ul className="people-list">
        {participants.map((each) => (
          <PresentPerson key={each.id} consult={consult} participant={each} />
        ))}
      </ul>
    </Section>
  );
}

function PresentPerson({ consult, participant }: { consult: Consult; participant: Participant }) {
  const words = useWords();
  const own = words.consult;
  const change = useChange(consult.code);
  const [isAsking, setAsking] = useState(false);
  const made = (part: string) => ({ path: `participants/${participant.id}`, body: { part } });
  const isChangeable = consult.deeds.includes("set-part") && ["speaks", "watches"].includes(participant.part);
  const other = participant.part === "speaks" ? "watches" : "speaks";
  return (
    <li>
      <div className="breaks">
        <Text fw={600}>
          {participant.name}{" "}
          {participant.is_me && (
            <Badge variant="light" size="lg" tt="none" fw={500} c="var(--mantine-color-text)">
              {own.me}
            </Badge>
          )}
        </Text>
        <Text c="dimmed" size="sm">
          {[participant.hospital, own.parts[participant.part], participant.is_guest ? own.kinds.guest : ""]
            .filter((part) => part !== "")
            .join(" · ")}
        </Text>
        <Refused error={change.error} />
      </div>
      {participant.user_id !== null && <InviteAgain consult={consult} participant={participant} />}
      {isChangeable && (
        <Group gap="xs">
          <Button
            size="sm"
            variant="default"
            className="chip"
            loading={change.isPending}
            onClick={() => change.mutate(made(other))}
            aria-label={`${other === "watches" ? own.makeWatch : own.makeSpeak}: ${participant.name}`}
          >
            {other === "watches" ? own.makeWatch : own.makeSpeak}
          </Button>
          <Button
            size="sm"
            variant="default"
            className="chip"
            onClick={() => setAsking(true)}
            aria-label={`${own.remove}: ${participant.name}`}
          >
            {own.remove}
          </Button>
          <Ask
            title={own.removeTitle(participant.name)}
            lead={own.removeLead}
            yes={own.remove}
            isOpen={isAsking}
            close={() => setAsking(false)}
            act={() => change.mutateAsync(made("gone"))}
          />
        </Group>
      )}
    </li>
  );
}

/** Asks somebody who is gone once more; they come back when they accept. */
function InviteAgain({ consult, participant }: { consult: Consult; participant: Participant }) {
  const own = useWords().consult;
  const change = useChange(consult.code);
  const { name, hospital, user_id: id } = participant;
  const isAsked = consult.invitations.some(
    (each) => each.kind === "person" && each.state === "waiting" && each.name === name && each.hospital === hospital,
  );
  if (isAsked || !consult.deeds.includes("invite")) return null;
  return (
    <div>
      <Button
        size="sm"
        variant="default"
        className="chip"
        loading={change.isPending}
        onClick={() => change.mutate({ path: "invite", body: { invitees: [{ kind: "person", id }] } })}
        aria-label={`${own.inviteAgain}: ${name}`}
      >
        {own.inviteAgain}
      </Button>
      <Refused error={change.error} />
    </div>
  );
}
