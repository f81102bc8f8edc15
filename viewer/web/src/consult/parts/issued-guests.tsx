import { Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { Once } from "../../desk/parts/once.tsx";
import { useWords } from "../../desk/words/language.ts";
import type { IssuedGuest } from "../types.ts";

/** Links and digits of guests, shown a single time. */
export function IssuedGuests({ code, guests }: { code: string; guests: readonly IssuedGuest[] }) {
  const own = useWords().consult;
  return (
    <Stack gap="lg">
      <Text>{own.issuedLead}</Text>
      {guests.map((each) => (
        <Stack key={each.link} gap="sm">
          <Once lead={own.guestLink(each.name)} secret={each.link} />
          <Once lead={own.guestCode(each.name)} secret={each.code} />
        </Stack>
      ))}
      <Group>
        <Button component={Link} href={`/consults/${code}`}>
          {own.goOn}
        </Button>
      </Group>
    </Stack>
  );
}
