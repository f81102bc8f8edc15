import { Alert, Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { inputDate, localInput, moment, withOffset } from "../../desk/formats.ts";
import { DateField } from "../../desk/parts/date-field.tsx";
import { Section } from "../../desk/parts/page.tsx";
import { sentence } from "../../desk/parts/states.tsx";
import { text } from "../../desk/parts/entry-form.tsx";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import type { Consult, ProposedTime } from "../types.ts";
import { useChange } from "../use-consults.ts";

const USUAL_MINUTES = 30;
const USUAL_HOUR = "09:00";

/** When one meets: whoever asks sets it, the others propose. */
export function WhenSection({ consult }: { consult: Consult }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const [isSetting, setSetting] = useState(false);
  const maySet = consult.deeds.includes("schedule");
  const mayPropose = consult.deeds.includes("propose");
  const label = !maySet ? own.propose : consult.scheduled_at === null ? own.schedule : own.reschedule;
  return (
    <Section title={own.when}>
      <Stack gap="md" p="md">
        <Text {...(consult.scheduled_at === null ? { c: "dimmed" } : { fw: 600 })}>
          {consult.scheduled_at === null
            ? own.noTime
            : own.meets(moment(consult.scheduled_at, language), consult.scheduled_minutes ?? USUAL_MINUTES)}
        </Text>
        {(consult.times ?? []).map((each) => (
          <Proposal key={each.id} consult={consult} proposal={each} />
        ))}
        {isSetting && <SetTime consult={consult} yes={label} close={() => setSetting(false)} />}
        <Group gap="sm">
          {(maySet || mayPropose) && !isSetting && (
            <Button variant="default" onClick={() => setSetting(true)}>
              {label}
            </Button>
          )}
          {consult.scheduled_at !== null && (
            <Button
              component="a"
              href={`/desk/api/consults/${consult.code}/calendar.ics?language=${language}`}
              download="consult.ics"
              variant="default"
              leftSection={<IconCalendarPlus size={18} aria-hidden />}
            >
              {own.calendar}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

function Proposal({ consult, proposal }: { consult: Consult; proposal: ProposedTime }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const change = useChange(consult.code);
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Text fw={600}>{own.meets(moment(proposal.starts_at, language), proposal.minutes)}</Text>
        <Text c="dimmed" size="sm">
          {own.proposedBy(proposal.is_mine ? own.me : proposal.by)}
        </Text>
        {change.error !== null && <Text c="var(--mantine-color-error)">{sentence(change.error, words)}</Text>}
      </div>
      {consult.deeds.includes("schedule") && (
        <Button
          size="sm"
          className="chip"
          loading={change.isPending}
          onClick={() => change.mutate({ path: `times/${proposal.id}/take` })}
        >
          {own.take}
        </Button>
      )}
    </Group>
  );
}

function SetTime({ consult, yes, close }: { consult: Consult; yes: string; close: () => void }) {
  const words = useWords();
  const own = words.consult;
  const change = useChange(consult.code);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const body = { starts_at: withOffset(text(fields, "starts_at")), minutes: Number(text(fields, "minutes")) };
    const isSet = consult.deeds.includes("schedule");
    change.mutate(
      isSet ? { path: "schedule", body: { ...body, revision: consult.revision } } : { path: "times", body },
      { onSuccess: close },
    );
  };
  const now = new Date();
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div className="form">
          <DateField
            name="starts_at"
            label={own.startsAt}
            clock={USUAL_HOUR}
            required
            min={inputDate(now)}
            defaultValue={localInput(consult.scheduled_at ?? nextFullHour(now).toISOString())}
          />
          <NumberInput
            name="minutes"
            label={own.minutes}
            required
            min={5}
            max={480}
            step={5}
            defaultValue={consult.scheduled_minutes ?? USUAL_MINUTES}
          />
        </div>
        {change.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(change.error, words)}
          </Alert>
        )}
        <Group gap="sm">
          <Button type="submit" loading={change.isPending}>
            {yes}
          </Button>
          <Button variant="default" onClick={close}>
            {words.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function nextFullHour(now: Date): Date {
  const hour = 3_600_000;
  return new Date(Math.ceil((now.getTime() + 1) / hour) * hour);
}
