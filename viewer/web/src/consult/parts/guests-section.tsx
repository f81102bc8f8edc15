import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { moment } from "../../desk/formats.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Once } from "../../desk/parts/once.tsx";
import { Section } from "../../desk/parts/page.tsx";
import { useSpoken, useWords, type Words } from "../../desk/words/language.ts";
import type { Consult, InvitedGuest, IssuedGuest } from "../types.ts";
import { isOver as isConsultOver } from "../texts.ts";
import { useGuestDeed } from "../use-consults.ts";
import { Refused } from "./refused.tsx";

/** Guests, how far each is, and their invitations: given anew, or taken back. */
export function GuestsSection({ consult }: { consult: Consult }) {
  const own = useWords().consult;
  const guests = consult.guests ?? [];
  if (guests.length === 0) return null;
  return (
    <Section title={own.guests} lead={own.invitedGuestsLead}>
      <ul className="people-list">
        {guests.map((each) => (
          <GuestRow key={each.id} consult={consult} guest={each} />
        ))}
      </ul>
    </Section>
  );
}

/** What somebody came to in a consult that is over: nobody is in it any more. */
function wasSaid(state: InvitedGuest["state"], own: Words["consult"]): string {
  return own.guestStatesOver[state as keyof typeof own.guestStatesOver] ?? own.guestStates[state];
}

function GuestRow({ consult, guest }: { consult: Consult; guest: InvitedGuest }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const deed = useGuestDeed(consult.code);
  const [isAsking, setAsking] = useState(false);
  const [issued, setIssued] = useState<Omit<IssuedGuest, "name"> | null>(null);
  const isThere = guest.state === "in" || guest.state === "waits";
  const isClosed = isConsultOver(consult.state);
  const isOver = isClosed || guest.state === "revoked" || guest.state === "expired";
  const again = () => deed.mutate({ id: guest.id, what: "again" }, { onSuccess: setIssued });
  return (
    <li>
      <div className="breaks">
        <Text fw={600}>{guest.name}</Text>
        <Text c="dimmed" size="sm">
          {guest.organisation}
        </Text>
        {issued !== null && (
          <Stack gap="sm" mt="sm">
            <Once lead={own.guestLink(guest.name)} secret={issued.link} />
            <Once lead={own.guestCode(guest.name)} secret={issued.code} />
          </Stack>
        )}
        <Refused error={deed.error} />
      </div>
      <Group gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {isClosed ? wasSaid(guest.state, own) : own.guestStates[guest.state]}
          </Text>
          {!isOver && (
            <Text c="dimmed" size="sm">
              {own.guestUntil(moment(guest.expires_at, language))}
            </Text>
          )}
        </div>
        {consult.deeds.includes("invite") && (
          <>
            {!isThere && (
              <Button
                size="sm"
                variant="default"
                className="chip"
                loading={deed.isPending}
                onClick={again}
                aria-label={`${own.guestAgain}: ${guest.name}`}
              >
                {own.guestAgain}
              </Button>
            )}
            {!isOver && (
              <Button
                size="sm"
                variant="default"
                className="chip"
                onClick={() => setAsking(true)}
                aria-label={`${own.guestRevoke}: ${guest.name}`}
              >
                {own.guestRevoke}
              </Button>
            )}
            <Ask
              title={own.guestRevokeTitle(guest.name)}
              lead={own.guestRevokeLead}
              yes={own.guestRevoke}
              isOpen={isAsking}
              close={() => setAsking(false)}
              act={async () => {
                await deed.mutateAsync({ id: guest.id, what: "revoke" });
                setIssued(null);
              }}
            />
          </>
        )}
      </Group>
    </li>
  );
}
