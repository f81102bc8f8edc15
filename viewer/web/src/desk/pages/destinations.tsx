import { Alert, Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { post, remove } from "../api.ts";
import { moment } from "../formats.ts";
import { useKept } from "../kept.ts";
import { DestinationFields, destinationOf } from "../parts/destination-fields.tsx";
import { Ask, FormDialog } from "../parts/dialog.tsx";
import { EntryForm } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import type { DestinationInfo } from "../told/exchange.ts";
import { useSpoken, useWords, type Words } from "../words/language.ts";

interface Destinations {
  destinations: DestinationInfo[];
}

interface Reached {
  trouble: keyof Words["exchange"]["trouble"] | null;
  code: string;
  milliseconds: number;
}

/** Where the hospital's outcomes go. */
export function DestinationsPage() {
  const words = useWords().exchange;
  const { query, keep } = useKept<Destinations>("/destinations");
  const add = async (fields: FormData) => keep(await post<Destinations>("/destinations", destinationOf(fields)));
  return (
    <Page title={words.destinations} lead={words.destinationsLead}>
      <Answer query={query}>
        {({ destinations }) => (
          <div className="surface">
            <DestinationTable destinations={destinations} keep={keep} />
          </div>
        )}
      </Answer>
      <Section title={words.add}>
        <EntryForm yes={words.add} add={add}>
          <DestinationFields />
        </EntryForm>
      </Section>
    </Page>
  );
}

function DestinationTable(props: { destinations: DestinationInfo[]; keep: (answer: Destinations) => void }) {
  const { destinations, keep } = props;
  const { words: all } = useSpoken();
  const words = all.exchange;
  const [changed, setChanged] = useState<DestinationInfo | null>(null);
  const [removed, setRemoved] = useState<DestinationInfo | null>(null);
  const testing = useMutation({ mutationFn: ({ id }: DestinationInfo) => post<Reached>(`/destinations/${id}/test`) });
  return (
    <>
      <Rows
        entries={destinations}
        keyOf={({ id }) => id}
        empty={words.noDestinations}
        columns={[
          {
            title: words.destination,
            cell: (each) => (
              <>
                <Text fw={600}>{each.name}</Text>
                <Text c="dimmed" size="sm">
                  {words.kind[each.kind]}
                </Text>
              </>
            ),
            className: "breaks",
          },
          { title: words.where, cell: whereabouts, className: "breaks" },
          { title: words.how, cell: (each) => <Standing destination={each} keep={keep} /> },
        ]}
        actions={(each) => (
          <Group gap="xs" justify="end">
            <Button
              size="sm"
              variant="default"
              loading={testing.isPending && testing.variables.id === each.id}
              onClick={() => testing.mutate(each)}
            >
              {words.test}
            </Button>
            <Button size="sm" variant="default" onClick={() => setChanged(each)}>
              {words.change}
            </Button>
            <Button size="sm" variant="default" onClick={() => setRemoved(each)}>
              {all.remove}
            </Button>
          </Group>
        )}
      />
      {testing.data !== undefined && testing.variables !== undefined && (
        <Tested name={testing.variables.name} reached={testing.data} />
      )}
      {testing.error !== null && (
        <Alert m="md" color="red" role="alert" variant="outline">
          {sentence(testing.error, all)}
        </Alert>
      )}
      {changed !== null && (
        <FormDialog
          title={words.changeTitle(changed.name)}
          yes={all.save}
          close={() => setChanged(null)}
          save={async (fields) => keep(await post<Destinations>(`/destinations/${changed.id}`, destinationOf(fields)))}
        >
          <DestinationFields kept={changed} />
        </FormDialog>
      )}
      {removed !== null && (
        <Ask
          isOpen
          close={() => setRemoved(null)}
          title={words.removeTitle(removed.name)}
          lead={words.removeLead(removed.waiting + removed.given_up)}
          yes={all.remove}
          act={async () => keep(await remove<Destinations>(`/destinations/${removed.id}`))}
        />
      )}
    </>
  );
}

function Tested({ name, reached }: { name: string; reached: Reached }) {
  const words = useWords().exchange;
  const { trouble, code, milliseconds } = reached;
  const isFine = trouble === null;
  return (
    <Alert m="md" color={isFine ? "green" : "yellow"} role={isFine ? "status" : "alert"} variant="outline">
      <Text fw={600}>{name}</Text>
      {isFine
        ? words.answers(milliseconds)
        : code === ""
          ? words.trouble[trouble]
          : words.withCode(words.trouble[trouble], code)}
    </Alert>
  );
}

/** How it goes with it, in a colour that means something, and what lies here for it. */
function Standing({ destination, keep }: { destination: DestinationInfo; keep: (answer: Destinations) => void }) {
  const { words: all, language } = useSpoken();
  const words = all.exchange;
  const { is_active: isActive, failures, waiting, given_up: givenUp } = destination;
  const again = useMutation({
    mutationFn: () => post<Destinations>(`/destinations/${destination.id}/resend`),
    onSuccess: keep,
  });
  const isDown = isActive && failures > 0;
  const color = isDown ? "yellow" : isActive && destination.answered_at !== null ? "green" : "gray";
  const shown = !isActive
    ? words.paused
    : isDown
      ? words.isDown
      : destination.answered_at === null
        ? words.untried
        : words.fine;
  return (
    <Stack gap={4} align="start">
      <Badge color={color} variant="outline" c="var(--mantine-color-text)" tt="none">
        {shown}
      </Badge>
      {isDown && destination.rests_until !== null && (
        <Text size="sm">{words.nextTry(moment(destination.rests_until, language))}</Text>
      )}
      {waiting > 0 && <Text size="sm">{words.waiting(waiting)}</Text>}
      {givenUp > 0 && (
        <Group gap="xs">
          <Anchor component={Link} href="/outbox" size="sm">
            {words.givenUp(givenUp)}
          </Anchor>
          <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {words.sendAllAgain}
          </Button>
        </Group>
      )}
      {again.error !== null && (
        <Text size="sm" c="red" role="alert">
          {sentence(again.error, all)}
        </Text>
      )}
    </Stack>
  );
}

function whereabouts(each: DestinationInfo): string {
  if (each.url !== "") return each.url;
  const at = `${each.host}:${each.port}`;
  return each.ae_title === "" ? at : `${each.ae_title}, ${at}`;
}
