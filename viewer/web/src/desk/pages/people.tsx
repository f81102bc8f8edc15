import { Button, Menu, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api.ts";
import { useKept } from "../kept.ts";
import { chosen, DepartmentChoice, DepartmentsSection } from "../parts/departments.tsx";
import { Ask, FormDialog } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { InvitationsSection } from "../parts/invitations.tsx";
import { Once } from "../parts/once.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PersonFields, personOf } from "../parts/person-fields.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer } from "../parts/states.tsx";
import { useSession } from "../session.tsx";
import type { DepartmentInfo, PersonInfo } from "../told/administration.ts";
import { ROLES } from "../told/session.ts";
import { useWords } from "../words/language.ts";

interface People {
  people: PersonInfo[];
  departments: DepartmentInfo[];
  has_directory: boolean;
  /** Under which number the hospital's directory knows whom. */
  directory_numbers: Record<number, string>;
  password?: string;
}

export function PeoplePage() {
  const words = useWords();
  const [password, setPassword] = useState("");
  const { query, keep } = useKept<People>("/people");
  const add = async (fields: FormData) => {
    const { password: drawn = "", ...answer } = await post<People>("/people", personOf(fields));
    keep(answer);
    setPassword(drawn);
  };
  return (
    <Page title={words.people} lead={words.peopleLead}>
      {password !== "" && <Once lead={words.passwordOnce} secret={password} />}
      <Answer query={query}>{(answer) => <PeopleTable {...answer} show={setPassword} keep={keep} />}</Answer>
      <Section title={words.addPerson}>
        <EntryForm yes={words.add} add={add}>
          <PersonFields />
          <DepartmentChoice departments={query.data?.departments ?? []} />
        </EntryForm>
      </Section>
      <InvitationsSection departments={query.data?.departments ?? []} />
      <Answer query={query}>{(answer) => <DepartmentsSection departments={answer.departments} keep={keep} />}</Answer>
    </Page>
  );
}

interface PeopleTableProps extends Omit<People, "password"> {
  show: (password: string) => void;
  keep: (answer: People) => void;
}

function PeopleTable(props: PeopleTableProps) {
  const { departments } = props;
  const [department, setDepartment] = useState("");
  const people = props.people.filter(
    ({ department_ids: own }) => department === "" || own.includes(Number(department)),
  );
  const words = useWords();
  const { session } = useSession();
  const isSelf = (person: PersonInfo) => person.login === session.login;
  return (
    <div className="surface">
      {departments.length > 0 && (
        <NativeSelect
          p="md"
          maw="20rem"
          label={words.department}
          value={department}
          data={[
            { value: "", label: words.everyDepartment },
            ...departments.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={(event) => setDepartment(event.currentTarget.value)}
        />
      )}
      <Rows
        entries={people}
        empty={words.nobodyThere}
        keyOf={(person) => person.user_id}
        columns={[
          {
            title: words.login,
            cell: (person) => (
              <>
                {person.login + (isSelf(person) ? ` (${words.you})` : "")}
                <DirectoryNumber of={props.directory_numbers[person.user_id]} />
              </>
            ),
          },
          { title: words.patientName, cell: (person) => person.name },
          { title: words.roleLabel, cell: (person) => words.role[person.role] },
          { title: words.departments, cell: (person) => namesOf(person, departments, words.comma), isLabelled: true },
          {
            title: words.ownFactor,
            cell: (person) => (person.has_second_factor ? words.yes : words.no),
            isLabelled: true,
          },
          { title: words.licence, cell: (person) => <Licence person={person} />, isLabelled: true },
        ]}
        actions={(person) => <PersonActions {...props} person={person} isSelf={isSelf(person)} />}
      />
    </div>
  );
}

/** Under which number the hospital's directory knows somebody. */
function DirectoryNumber({ of }: { of: string | undefined }) {
  const words = useWords();
  if (of === undefined) return null;
  return (
    <Text size="sm" c="dimmed" className="breaks" title={words.directoryNumber}>
      {of}
    </Text>
  );
}

function namesOf(person: PersonInfo, departments: DepartmentInfo[], comma: string): string {
  const own = departments.filter(({ id }) => person.department_ids.includes(id));
  return own.map(({ name }) => name).join(comma);
}

function Licence({ person }: { person: PersonInfo }) {
  const words = useWords();
  if (person.licence_number === "") return null;
  const isConfirmed = person.licence_confirmed_at !== null;
  return (
    <>
      <span className="breaks">{person.licence_number}</span>{" "}
      <Text span size="sm" fw={isConfirmed ? 400 : 600}>
        ({isConfirmed ? words.licenceConfirmed : words.licenceUnconfirmed})
      </Text>
    </>
  );
}

type Asking = "password" | "disable" | "change" | "licence" | "factor" | "number" | "forget" | "sign-out" | null;

function PersonActions(props: Omit<PeopleTableProps, "people"> & { person: PersonInfo; isSelf: boolean }) {
  const words = useWords();
  const [asking, setAsking] = useState<Asking>(null);
  const { person, isSelf } = props;
  const close = () => setAsking(null);
  const path = `/people/${person.user_id}`;
  const canConfirm = person.licence_number !== "" && person.licence_confirmed_at === null && !isSelf;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="sm" variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            {words.changePerson}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking("change")}>{words.roleAndDepartment}</Menu.Item>
          {canConfirm && <Menu.Item onClick={() => setAsking("licence")}>{words.confirmLicence}</Menu.Item>}
          <Menu.Item onClick={() => setAsking("password")}>{words.newPassword}</Menu.Item>
          {person.has_second_factor && !isSelf && (
            <Menu.Item onClick={() => setAsking("factor")}>{words.factorLost}</Menu.Item>
          )}
          {props.has_directory && <Menu.Item onClick={() => setAsking("number")}>{words.directoryNumber}</Menu.Item>}
          {person.user_id in props.directory_numbers && !isSelf && (
            <Menu.Item onClick={() => setAsking("forget")}>{words.forgetNumber}</Menu.Item>
          )}
          <Menu.Item onClick={() => setAsking("sign-out")}>{words.signOutEverywhere}</Menu.Item>
          {!isSelf && (
            <Menu.Item color="red.9" onClick={() => setAsking("disable")}>
              {words.disable}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === "change" && (
        <ChangePerson person={person} departments={props.departments} close={close} keep={props.keep} />
      )}
      {asking === "number" && (
        <NumberDialog
          person={person}
          number={props.directory_numbers[person.user_id] ?? ""}
          close={close}
          keep={props.keep}
        />
      )}
      <Ask
        isOpen={asking === "forget"}
        close={close}
        title={words.forgetNumberTitle(person.login)}
        lead={words.forgetNumberLead}
        yes={words.forgetNumber}
        act={async () => props.keep(await post<People>(`${path}/directory/forget`))}
      />
      <Ask
        isOpen={asking === "licence"}
        close={close}
        title={words.confirmLicenceTitle(person.login)}
        lead={words.confirmLicenceLead(person.licence_number)}
        yes={words.confirmLicence}
        act={async () => props.keep(await post<People>(`${path}/licence/confirm`, { number: person.licence_number }))}
      />
      <Ask
        isOpen={asking === "factor"}
        close={close}
        title={words.factorLostTitle(person.login)}
        lead={words.factorLostLead}
        yes={words.remove}
        act={async () => props.keep(await post<People>(`${path}/factor/remove`))}
      />
      <Ask
        isOpen={asking === "password"}
        close={close}
        title={words.newPasswordTitle(person.login)}
        lead={words.newPasswordLead}
        yes={words.newPassword}
        act={async () => props.show((await post<{ password: string }>(`${path}/password`)).password)}
      />
      <Ask
        isOpen={asking === "sign-out"}
        close={close}
        title={words.signOutEverywhereTitle(person.login)}
        lead={words.signOutEverywhereLead}
        yes={words.signOutEverywhere}
        act={async () => props.keep(await post<People>(`${path}/sign-out`))}
      />
      <Ask
        isOpen={asking === "disable"}
        close={close}
        title={words.disableTitle(person.login)}
        lead={words.disableLead}
        yes={words.disable}
        act={async () => props.keep(await post<People>(`${path}/disable`))}
      />
    </>
  );
}

function NumberDialog(props: {
  person: PersonInfo;
  number: string;
  close: () => void;
  keep: (answer: People) => void;
}) {
  const words = useWords();
  const { person } = props;
  const bind = async (fields: FormData) => {
    props.keep(await post<People>(`/people/${person.user_id}/directory`, { number: text(fields, "number") }));
  };
  return (
    <FormDialog
      title={words.directoryNumberTitle(person.login)}
      lead={words.directoryNumberLead}
      yes={words.save}
      close={props.close}
      save={bind}
    >
      <TextInput
        name="number"
        label={words.directoryNumber}
        defaultValue={props.number}
        required
        maxLength={255}
        autoComplete="off"
        autoCapitalize="none"
      />
    </FormDialog>
  );
}

function ChangePerson(props: {
  person: PersonInfo;
  departments: DepartmentInfo[];
  close: () => void;
  keep: (answer: People) => void;
}) {
  const words = useWords();
  const { person } = props;
  const change = async (fields: FormData) => {
    const path = `/people/${person.user_id}`;
    const number = text(fields, "number");
    if (number !== person.licence_number) props.keep(await post<People>(`${path}/licence`, { number }));
    const body = { role: text(fields, "role"), department_ids: chosen(fields) };
    props.keep(await post<People>(`${path}/role`, body));
  };
  return (
    <FormDialog
      title={words.changePersonTitle(person.login)}
      lead={words.changePersonLead}
      yes={words.save}
      close={props.close}
      save={change}
    >
      <NativeSelect
        name="role"
        label={words.roleLabel}
        defaultValue={person.role}
        data={ROLES.map((role) => ({ value: role, label: words.role[role] }))}
      />
      <DepartmentChoice departments={props.departments} defaults={person.department_ids} />
      <TextInput
        name="number"
        label={words.licence}
        description={words.licenceHint}
        defaultValue={person.licence_number}
        maxLength={64}
        autoComplete="off"
      />
    </FormDialog>
  );
}
