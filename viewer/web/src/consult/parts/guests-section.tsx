import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { moment } from "../../desk/formats.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Once } from "../../desk/parts/once.tsx";
import { Section } from "../../desk/parts/page.tsx";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import type { Consult, InvitedGuest, IssuedGuest } from "../types.ts";
import { useGuestDeed } from "../use-consults.ts";

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

function GuestRow({ consult, guest }: { consult: Consult; guest: InvitedGuest }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const deed = useGuestDeed(consult.code);
  const [isAsking, setAsking] = useState(false);
  const [issued, setIssued] = useState<Omit<IssuedGuest, "name"> | null>(null);
  const isThere = guest.state === "in" || guest.state === "waits";
  const isOver = guest.state === "revoked" || guest.state === "expired";
  const again = async () => setIssued(await deed.mutateAsync({ id: guest.id, what: "again" }));
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
      </div>
      <Group gap="sm">
        <div>
          <Text size="sm" fw={500}>
            {own.guestStates[guest.state]}
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
                onClick={() => void again()}
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
