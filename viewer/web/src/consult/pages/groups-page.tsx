import { Button, Checkbox, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../../desk/api.ts";
import { useKept } from "../../desk/kept.ts";
import { Ask, FormDialog } from "../../desk/parts/dialog.tsx";
import { EntryForm, text } from "../../desk/parts/entry-form.tsx";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Rows } from "../../desk/parts/rows.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import { type Deadlines, type GroupMember, type Groups, URGENCIES } from "../types.ts";

type OneGroup = Groups["groups"][number];

/** Groups of experts of the hospital, and the time for an answer to what it asks. */
export function GroupsPage() {
  const own = useWords().consult;
  const { query, keep } = useKept<Groups>("/expert-groups");
  return (
    <Page title={own.groups} lead={own.groupsLead}>
      <Answer query={query}>{(groups) => <Kept groups={groups} keep={keep} />}</Answer>
      <DeadlinesSection />
    </Page>
  );
}

function Kept({ groups, keep }: { groups: Groups; keep: (groups: Groups) => void }) {
  const words = useWords();
  const own = words.consult;
  const [changed, setChanged] = useState<OneGroup | null>(null);
  const [ended, setEnded] = useState<OneGroup | null>(null);
  const [added, setAdded] = useState(0);
  const add = async (fields: FormData) => {
    keep(await post("/expert-groups", bodyOf(fields)));
    setAdded((before) => before + 1);
  };
  return (
    <>
      <Section title={own.groups}>
        <Rows
          entries={groups.groups}
          keyOf={({ id }) => id}
          empty={own.noGroups}
          columns={[
            { title: own.groupName, cell: ({ name }) => name, className: "breaks" },
            {
              title: own.groupMembers,
              cell: ({ members }) => members.map(named).join(words.comma),
              className: "breaks",
            },
          ]}
          actions={(group) => (
            <Group gap="xs">
              <Button
                size="sm"
                variant="default"
                onClick={() => setChanged(group)}
                aria-label={`${own.changeGroup}: ${group.name}`}
              >
                {own.changeGroup}
              </Button>
              <Button
                size="sm"
                variant="default"
                onClick={() => setEnded(group)}
                aria-label={`${own.endGroup}: ${group.name}`}
              >
                {own.endGroup}
              </Button>
            </Group>
          )}
        />
      </Section>
      <Section title={own.addGroup}>
        <EntryForm yes={own.addGroup} add={add}>
          {/* Who was ticked for one group is not ticked for the next. */}
          <GroupFields key={added} candidates={groups.candidates} />
        </EntryForm>
      </Section>
      {changed !== null && (
        <FormDialog
          title={changed.name}
          yes={words.save}
          close={() => setChanged(null)}
          save={async (fields) => keep(await post(`/expert-groups/${changed.id}`, bodyOf(fields)))}
        >
          <GroupFields candidates={groups.candidates} group={changed} />
        </FormDialog>
      )}
      {ended !== null && (
        <Ask
          title={own.endGroupTitle(ended.name)}
          lead={own.endGroupLead}
          yes={own.endGroup}
          isOpen
          close={() => setEnded(null)}
          act={async () => keep(await post(`/expert-groups/${ended.id}/end`))}
        />
      )}
    </>
  );
}

function GroupFields({ candidates, group }: { candidates: GroupMember[]; group?: OneGroup }) {
  const own = useWords().consult;
  return (
    <>
      <TextInput name="name" label={own.groupName} required maxLength={100} defaultValue={group?.name ?? ""} />
      <Checkbox.Group
        label={own.groupMembers}
        defaultValue={(group?.members ?? []).map(({ user_id }) => String(user_id))}
        data-wide
      >
        <Group gap="md" mih={44}>
          {candidates.map((each) => (
            <Checkbox key={each.user_id} name="member" value={String(each.user_id)} label={named(each)} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}

function DeadlinesSection() {
  const words = useWords();
  const own = words.consult;
  const { query, keep } = useKept<Deadlines>("/consult-deadlines");
  const [isSaved, setSaved] = useState(false);
  const save = async (fields: FormData) => {
    const entries = URGENCIES.map((each) => [`${each}_minutes`, Number(text(fields, each))] as const);
    keep(await post<Deadlines>("/consult-deadlines", Object.fromEntries(entries)));
    setSaved(true);
  };
  return (
    <Section title={own.deadlines} lead={own.deadlinesLead}>
      <Answer query={query}>
        {(deadlines) => (
          <Stack gap={0}>
            <EntryForm key={URGENCIES.map((each) => deadlines[each]).join()} yes={words.save} add={save}>
              {URGENCIES.map((each) => (
                <NumberInput
                  key={each}
                  name={each}
                  label={own.inMinutes(own.urgencies[each])}
                  required
                  min={5}
                  max={43200}
                  defaultValue={deadlines[each]}
                />
              ))}
            </EntryForm>
            <div role="status">
              {isSaved && (
                <Text px="md" pb="md">
                  {own.saved}
                </Text>
              )}
            </div>
          </Stack>
        )}
      </Answer>
    </Section>
  );
}

function named({ name, login }: GroupMember): string {
  return name === "" ? login : name;
}

function bodyOf(fields: FormData): { name: string; user_ids: number[] } {
  return { name: text(fields, "name"), user_ids: fields.getAll("member").map(Number) };
}
