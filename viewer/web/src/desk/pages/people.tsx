import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api.ts";
import { useKept } from "../kept.ts";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Once } from "../parts/once.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer } from "../parts/states.tsx";
import { useSession } from "../session.tsx";
import { type PersonInfo, ROLES } from "../types.ts";
import { useWords } from "../words/language.ts";

interface People {
  people: PersonInfo[];
  password?: string;
}

export function PeoplePage() {
  const words = useWords();
  const [password, setPassword] = useState("");
  const { query, keep } = useKept<People>("/people");
  const add = async (fields: FormData) => {
    const body = { login: text(fields, "login"), name: text(fields, "name"), role: text(fields, "role") };
    const answer = await post<People>("/people", body);
    keep({ people: answer.people });
    setPassword(answer.password ?? "");
  };
  return (
    <Page title={words.people} lead={words.peopleLead}>
      {password !== "" && <Once lead={words.passwordOnce} secret={password} />}
      <Answer query={query}>{({ people }) => <PeopleTable people={people} show={setPassword} keep={keep} />}</Answer>
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

interface PeopleTableProps {
  people: PersonInfo[];
  show: (password: string) => void;
  keep: (answer: People) => void;
}

function PeopleTable({ people, show, keep }: PeopleTableProps) {
  const words = useWords();
  const { session } = useSession();
  const isSelf = (person: PersonInfo) => person.login === session.login;
  return (
    <div className="surface">
      <Rows
        entries={people}
        keyOf={(person) => person.user_id}
        columns={[
          { title: words.login, cell: (person) => person.login + (isSelf(person) ? ` (${words.you})` : "") },
          { title: words.patientName, cell: (person) => person.name },
          { title: words.roleLabel, cell: (person) => words.role[person.role] },
        ]}
        actions={(person) => <PersonActions person={person} isSelf={isSelf(person)} show={show} keep={keep} />}
      />
    </div>
  );
}

function PersonActions(props: Omit<PeopleTableProps, "people"> & { person: PersonInfo; isSelf: boolean }) {
  const words = useWords();
  const [asking, setAsking] = useState<"password" | "disable" | null>(null);
  const { person } = props;
  const close = () => setAsking(null);
  const path = `/people/${person.user_id}`;
  return (
    <Group gap="xs">
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
        act={async () => props.keep(await post<People>(`${path}/disable`))}
      />
    </Group>
  );
}
