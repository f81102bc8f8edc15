import { Alert, Button, Code, Group, NumberInput, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post, remove } from "../api.ts";
import { useKept } from "../kept.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import type { MachineInfo } from "../told/administration.ts";
import { useWords, type Words } from "../words/language.ts";

interface Echo {
  outcome: keyof Words["echo"];
  milliseconds: number | null;
}

interface Machines {
  machines: MachineInfo[];
  ae_title: string;
  port: number;
  accepts_unknown: boolean;
}

export function MachinesPage() {
  const words = useWords();
  const { query, keep } = useKept<Machines>("/machines");
  const add = async (fields: FormData) => {
    const port = text(fields, "port");
    const body = {
      title: text(fields, "title"),
      host: text(fields, "host"),
      port: port === "" ? null : Number(port),
    };
    keep(await post<Machines>("/machines", body));
  };
  return (
    <Page title={words.machines} lead={words.machinesLead}>
      <Answer query={query}>
        {(answer) => (
          <>
            <Text>
              {words.sendHere}: <Code fz="md">{`${answer.ae_title}, ${location.hostname}:${answer.port}`}</Code>
            </Text>
            <Alert color={answer.accepts_unknown ? "yellow" : "gray"} variant="outline">
              {answer.accepts_unknown ? words.unknownAccepted : words.unknownRejected}
            </Alert>
            <div className="surface">
              <MachineTable machines={answer.machines} keep={keep} />
            </div>
          </>
        )}
      </Answer>
      <Section title={words.addMachine}>
        <EntryForm yes={words.add} add={add}>
          <TextInput name="title" label={words.aeTitle} required maxLength={16} autoCapitalize="characters" />
          <TextInput name="host" label={words.host} description={words.hostHint} maxLength={64} />
          <NumberInput
            name="port"
            label={words.port}
            description={words.portHint}
            min={1}
            max={65535}
            allowDecimal={false}
            hideControls
          />
        </EntryForm>
      </Section>
    </Page>
  );
}

function MachineTable({ machines, keep }: { machines: MachineInfo[]; keep: (answer: Machines) => void }) {
  const words = useWords();
  const [removed, setRemoved] = useState<MachineInfo | null>(null);
  const testing = useMutation({ mutationFn: ({ id }: MachineInfo) => post<Echo>(`/machines/${id}/test`) });
  return (
    <>
      <Rows
        entries={machines}
        keyOf={(machine) => machine.id}
        empty={words.noMachines}
        columns={[
          { title: words.aeTitle, cell: (machine) => machine.title },
          { title: words.host, cell: (machine) => machine.host || words.anyAddress, isLabelled: true },
          { title: words.port, cell: (machine) => machine.port, isLabelled: true },
        ]}
        actions={(machine) => (
          <Group gap="xs" justify="end">
            {machine.port !== null && (
              <Button
                size="sm"
                variant="default"
                loading={testing.isPending && testing.variables.id === machine.id}
                onClick={() => testing.mutate(machine)}
              >
                {words.testMachine}
              </Button>
            )}
            <Button size="sm" variant="default" onClick={() => setRemoved(machine)}>
              {words.remove}
            </Button>
          </Group>
        )}
      />
      {testing.data !== undefined && testing.variables !== undefined && (
        <Alert
          m="md"
          color={testing.data.outcome === "answers" ? "green" : "yellow"}
          role={testing.data.outcome === "answers" ? "status" : "alert"}
          variant="outline"
        >
          <Text fw={600}>{testing.variables.title}</Text>
          {words.echo[testing.data.outcome](testing.data.milliseconds ?? 0)}
        </Alert>
      )}
      {testing.error !== null && (
        <Alert m="md" color="red" role="alert" variant="outline">
          {sentence(testing.error, words)}
        </Alert>
      )}
      {removed !== null && (
        <Ask
          isOpen
          close={() => setRemoved(null)}
          title={words.removeMachineTitle(removed.title)}
          lead={words.removeMachineLead}
          yes={words.remove}
          act={async () => keep(await remove<Machines>(`/machines/${removed.id}`))}
        />
      )}
    </>
  );
}
