import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { Ask } from "../desk/parts/dialog.tsx";
import { Section } from "../desk/parts/page.tsx";
import { Rows } from "../desk/parts/rows.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { CameToAlert } from "./came-to.tsx";
import { type CameTo, type HookInfo, KINDS, type SetUp } from "./types.ts";

/** Robots and web hooks, and whether they answer. */
export function HookList({ setUp, keep }: { setUp: SetUp; keep: (answer: SetUp) => void }) {
  const { words } = useSpoken();
  const own = words.telling;
  const [removing, setRemoving] = useState<HookInfo | null>(null);
  const testing = useMutation({
    mutationFn: (hook: HookInfo) => post<SetUp & { came_to: CameTo }>(`/notifications/hooks/${hook.id}/test`),
    onSuccess: ({ came_to: _, ...answer }) => keep(answer),
  });
  const departmentOf = (id: number | null) =>
    setUp.departments.find((each) => each.id === id)?.name ?? own.wholeHospital;
  return (
    <Section title={own.hooks} lead={own.hooksLead}>
      {(testing.data !== undefined || testing.error !== null) && (
        <Stack p="md" pb={0}>
          {testing.error !== null ? (
            <Alert color="red" role="alert" variant="outline">
              {sentence(testing.error, words)}
            </Alert>
          ) : (
            testing.data !== undefined && <CameToAlert all={[testing.data.came_to]} sent={own.hookSent} />
          )}
        </Stack>
      )}
      <Rows
        entries={setUp.hooks}
        keyOf={(hook) => hook.id}
        empty={own.noHooks}
        columns={[
          { title: own.hookName, cell: (hook) => hook.name, className: "breaks" },
          { title: own.hookShape, cell: (hook) => own.shape[hook.shape] },
          { title: words.host, cell: (hook) => hook.host, className: "breaks" },
          { title: own.hookOf, cell: (hook) => departmentOf(hook.department_id), isLabelled: true },
          { title: own.about, cell: (hook) => <Kinds hook={hook} />, isLabelled: true },
          { title: words.progress, cell: (hook) => <Standing hook={hook} /> },
        ]}
        actions={(hook) => (
          <Group gap="xs" wrap="nowrap" justify="end">
            <Button
              size="sm"
              variant="default"
              loading={testing.isPending && testing.variables.id === hook.id}
              onClick={() => testing.mutate(hook)}
            >
              {own.test}
            </Button>
            <Button size="sm" variant="default" onClick={() => setRemoving(hook)}>
              {words.remove}
            </Button>
          </Group>
        )}
      />
      <Ask
        isOpen={removing !== null}
        close={() => setRemoving(null)}
        title={own.removeHookTitle(removing?.name ?? "")}
        lead={own.removeHookLead}
        yes={words.remove}
        act={async () => keep(await post<SetUp>(`/notifications/hooks/${removing?.id ?? 0}/remove`))}
      />
    </Section>
  );
}

function Kinds({ hook }: { hook: HookInfo }) {
  const { words } = useSpoken();
  const own = words.telling;
  if (hook.kinds.length === KINDS.length) return own.everything;
  return hook.kinds.length > 2
    ? own.kindCount(hook.kinds.length)
    : hook.kinds.map((kind) => own.kind[kind]).join(words.comma);
}

function Standing({ hook }: { hook: HookInfo }) {
  const { words, language } = useSpoken();
  const own = words.telling;
  if (hook.failing_since !== null)
    return (
      <div>
        <Badge color="red.9" tt="none">
          {own.fails}
        </Badge>
        <Text size="sm">
          {hook.trouble !== "" && own.trouble[hook.trouble]} {own.failsSince(moment(hook.failing_since, language))}
        </Text>
      </div>
    );
  if (hook.last_sent_at === null) return <Text c="dimmed">{own.neverSent}</Text>;
  return own.lastSent(moment(hook.last_sent_at, language));
}
