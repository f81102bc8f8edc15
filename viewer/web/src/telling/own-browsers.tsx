import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { post } from "../desk/api.ts";
import { browserOf } from "../desk/browser-of.ts";
import { moment } from "../desk/formats.ts";
import { Section } from "../desk/parts/page.tsx";
import { Rows } from "../desk/parts/rows.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { CameToAlert } from "./came-to.tsx";
import { hindrance, isOnHere, switchOff, switchOn } from "./push.ts";
import type { ChosenInfo, Tried } from "./types.ts";

const HERE = ["push-here"];

/** Messages to browsers and phones. */
export function OwnBrowsers({ chosen, keep }: { chosen: ChosenInfo; keep: (answer: ChosenInfo) => void }) {
  const { words, language } = useSpoken();
  const { session } = useSession();
  const own = words.telling;
  const client = useQueryClient();
  const here = useQuery({ queryKey: HERE, queryFn: isOnHere });
  const hindered = hindrance();
  const kept = (answer: ChosenInfo) => {
    keep(answer);
    void client.invalidateQueries({ queryKey: HERE });
  };
  const starting = useMutation({
    mutationFn: () => switchOn(chosen.push_key, session.login, language),
    onSuccess: (answer) => void (answer !== null && kept(answer)),
  });
  const ending = useMutation({
    mutationFn: async (id: number) => {
      const answer = await post<ChosenInfo>(`/account/telling/browsers/${id}/remove`);
      const stillHere = await isOnHere();
      if (here.data === true && !stillHere) await switchOff();
      return answer;
    },
    onSuccess: kept,
  });
  const testing = useMutation({
    mutationFn: () => post<Tried>("/account/telling/test", { channel: "push" }),
    onSuccess: ({ came_to: _, ...answer }) => kept(answer),
  });
  const error = ending.error ?? testing.error;
  return (
    <Section title={own.push} lead={own.pushLead}>
      <Stack p="md">
        {hindered !== null && <Text c="dimmed">{own.hindered[hindered]}</Text>}
        {starting.data === null && (
          <Alert color="yellow" variant="outline" role="alert">
            {own.hindered.denied}
          </Alert>
        )}
        {starting.error !== null && (
          <Alert color="red" variant="outline" role="alert">
            {own.notSwitchedOn}
          </Alert>
        )}
        {error !== null && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(error, words)}
          </Alert>
        )}
        {testing.data !== undefined && <CameToAlert all={testing.data.came_to} sent={own.pushSent} />}
        <Group>
          {hindered === null && here.data === false && (
            <Button loading={starting.isPending} onClick={() => starting.mutate()}>
              {own.switchOnHere}
            </Button>
          )}
          {here.data === true && <Text>{own.isOnHere}</Text>}
          {chosen.browsers.length > 0 && (
            <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
              {own.test}
            </Button>
          )}
        </Group>
      </Stack>
      {chosen.browsers.length > 0 && (
        <Rows
          entries={chosen.browsers}
          keyOf={(each) => each.id}
          columns={[
            { title: words.browserName, cell: (each) => browserOf(each.browser), className: "breaks" },
            { title: own.since, cell: (each) => moment(each.created_at, language), isLabelled: true },
          ]}
          actions={(each) => (
            <Button size="sm" variant="default" onClick={() => ending.mutate(each.id)}>
              {words.remove}
            </Button>
          )}
        />
      )}
    </Section>
  );
}
