import { Alert, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { moment } from "../../desk/formats.ts";
import { sentence } from "../../desk/parts/states.tsx";
import { useSpoken, type Words } from "../../desk/words/language.ts";
import type { Departure, Outcome } from "./types.ts";
import { useSendAgain } from "./use-outcome.ts";

const COLORS: Record<Departure["state"], string> = {
  delivered: "green",
  waiting: "gray",
  sending: "gray",
  "given-up": "red",
  discarded: "gray",
};

/** What became of the objects: kept beside the images, delivered to which system and when, waiting, or given up. */
export function WhereItWent({ outcome, code }: { outcome: Outcome; code: string }) {
  const { words, language } = useSpoken();
  const own = words.conclusion;
  const { objects } = outcome;
  if (outcome.state !== "closed" || objects === null) return null;
  return (
    <Stack component="section" gap="xs" className="surface" p="md">
      <Title order={3} size="h6">
        {own.objects}
      </Title>
      <Text size="sm" role="status">
        {objects.built_at !== null ? own.built(moment(objects.built_at, language)) : reason(objects.problem, own)}
      </Text>
      {objects.built_at !== null && objects.departures.length === 0 && <Text size="sm">{own.noDestinations}</Text>}
      <ul className="outcome-signatures">
        {objects.departures.map((each) => (
          <li key={`${each.destination} ${each.state}`}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {each.destination}
              </Text>
              <Badge color={COLORS[each.state]} variant="outline" c="var(--mantine-color-text)" tt="none">
                {own.departure[each.state]}
              </Badge>
              <Text size="sm" c="dimmed">
                {own.objectsCount(each.count)}
                {each.at !== null && ` · ${moment(each.at, language)}`}
              </Text>
            </Group>
            {each.problem !== "" && (each.state === "waiting" || each.state === "given-up") && (
              <Text size="sm">{words.exchange.trouble[each.problem]}</Text>
            )}
          </li>
        ))}
      </ul>
      {outcome.may.send && <SendAgain code={code} />}
    </Stack>
  );
}

/** Why its objects are not made yet; what a person must decide or look at is named. */
function reason(problem: string, own: Words["conclusion"]): string {
  switch (problem) {
    case "":
      return own.notBuilt;
    case "study-in-question":
      return own.notBuiltInQuestion;
    case "conclusion-altered":
      return own.notBuiltAltered;
    default:
      return own.notBuiltBecause;
  }
}

/** For a system that came since: what has everything already is not sent it twice. */
function SendAgain({ code }: { code: string }) {
  const { words } = useSpoken();
  const own = words.conclusion;
  const sending = useSendAgain(code);
  return (
    <Stack gap={4} align="flex-start">
      <Button variant="default" size="xs" loading={sending.isPending} onClick={() => sending.mutate()}>
        {own.sendAgain}
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {sending.isSuccess ? own.sentAgain : own.sendAgainLead}
      </Text>
      {sending.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(sending.error, words)}
        </Alert>
      )}
    </Stack>
  );
}
