import { Button, Group, NativeSelect, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../api.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Once } from "../parts/once.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Answer } from "../parts/states.tsx";
import { useSession } from "../session.tsx";
import { type PersonInfo, ROLES } from "../types.ts";
import { useWords } from "../words/language.ts";

interface People {
  people: PersonInfo[];
  password?: string;
}

const KEY = ["people"];

export function PeoplePage() {
  const words = useWords();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const query = useQuery({ queryKey: KEY, queryFn: () => get<People>("/people") });
  const add = async (fields: FormData) => {
    const body = { login: text(fields, "login"), name: text(fields, "name"), role: text(fields, "role") };
    const answer = await post<People>("/people", body);
    client.setQueryData(KEY, { people: answer.people });
    setPassword(answer.password ?? "");
  };
  return (
    <Page title={words.people} lead={words.peopleLead}>
      {password !== "" && <Once lead={words.passwordOnce} secret={password} />}
      <Answer query={query}>{({ people }) => <PeopleTable people={people} show={setPassword} />}</Answer>
      <Section title={words.addPerson}>
        <EntryForm yes={words.add} add={add}>
          <TextInput
            name="login"
            label={words.login}
            description={words.loginHint}
            required
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
          />
          <TextInput name="name" label={words.patientName} maxLength={200} autoComplete="off" />
          <NativeSelect
            name="role"
            label={words.roleLabel}
            data={ROLES.map((role) => ({ value: role, label: words.role[role] }))}
          />
        </EntryForm>
      </Section>
    </Page>
  );
}

function PeopleTable({ people, show }: { people: PersonInfo[]; show: (password: string) => void }) {
  const words = useWords();
  const { session } = useSession();
  return (
    <div className="surface">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.login}</th>
            <th scope="col">{words.patientName}</th>
            <th scope="col">{words.roleLabel}</th>
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.user_id}>
              <td>
                {person.login}
                {person.login === session.login && (
                  <Text span c="dimmed">
                    {" "}
                    ({words.you})
                  </Text>
                )}
              </td>
              <td>{person.name}</td>
              <td>{words.role[person.role]}</td>
              <td data-end>
                <PersonActions person={person} isSelf={person.login === session.login} show={show} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonActions(props: { person: PersonInfo; isSelf: boolean; show: (password: string) => void }) {
  const words = useWords();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"password" | "disable" | null>(null);
  const { person } = props;
  const close = () => setAsking(null);
  const path = `/people/${person.user_id}`;
  return (
    <Group gap="xs" justify="end">
      <Button size="sm" variant="default" onClick={() => setAsking("password")}>
        {words.newPassword}
      </Button>
      {!props.isSelf && (
        <Button size="sm" variant="default" onClick={() => setAsking("disable")}>
          {words.disable}
        </Button>
      )}
      <Ask
        isOpen={asking === "password"}
        close={close}
        title={words.newPasswordTitle(person.login)}
        lead={words.newPasswordLead}
        yes={words.newPassword}
        act={async () => props.show((await post<{ password: string }>(`${path}/password`)).password)}
      />
      <Ask
        isOpen={asking === "disable"}
        close={close}
        title={words.disableTitle(person.login)}
        lead={words.disableLead}
        yes={words.disable}
        act={async () => client.setQueryData(KEY, await post<People>(`${path}/disable`))}
      />
    </Group>
  );
}
