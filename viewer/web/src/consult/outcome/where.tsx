import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { moment } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import type { Departure, Outcome } from "./types.ts";

const COLORS: Record<Departure["state"], string> = {
  delivered: "green",
  waiting: "gray",
  sending: "gray",
  "given-up": "red",
  discarded: "gray",
};

/** What became of the objects: kept beside the images, delivered to which system and when, waiting, or given up. */
export function WhereItWent({ outcome }: { outcome: Outcome }) {
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
        {objects.built_at !== null
          ? own.built(moment(objects.built_at, language))
          : objects.problem === ""
            ? own.notBuilt
            : own.notBuiltBecause}
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
          </li>
        ))}
      </ul>
    </Stack>
  );
}
