import { Alert, Button, Code, Group, NumberInput, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post, remove } from "../api.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import type { MachineInfo } from "../types.ts";
import { useWords } from "../words/language.ts";

interface Machines {
  machines: MachineInfo[];
  ae_title: string;
  port: number;
  accepts_unknown: boolean;
}

const KEY = ["machines"];

export function MachinesPage() {
  const words = useWords();
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => get<Machines>("/machines") });
  const add = async (fields: FormData) => {
    const port = text(fields, "port");
    const body = {
      title: text(fields, "title"),
      host: text(fields, "host"),
      port: port === "" ? null : Number(port),
    };
    client.setQueryData(KEY, await post<Machines>("/machines", body));
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
              <MachineTable machines={answer.machines} />
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
            size="md"
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

function MachineTable({ machines }: { machines: MachineInfo[] }) {
  const words = useWords();
  const client = useQueryClient();
  const [removed, setRemoved] = useState<MachineInfo | null>(null);
  if (machines.length === 0) return <Empty title={words.noMachines} />;
  return (
    <>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.aeTitle}</th>
            <th scope="col">{words.host}</th>
            <th scope="col">{words.port}</th>
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine.id}>
              <td>{machine.title}</td>
              <td data-label={words.host}>{machine.host || words.anyAddress}</td>
              <td data-label={words.port}>{machine.port ?? ""}</td>
              <td data-end>
                <Group justify="end">
                  <Button size="sm" variant="default" onClick={() => setRemoved(machine)}>
                    {words.remove}
                  </Button>
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {removed !== null && (
        <Ask
          isOpen
          close={() => setRemoved(null)}
          title={words.removeMachineTitle(removed.title)}
          lead={words.removeMachineLead}
          yes={words.remove}
          act={async () => client.setQueryData(KEY, await remove<Machines>(`/machines/${removed.id}`))}
        />
      )}
    </>
  );
}
