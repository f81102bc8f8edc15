import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api.ts";
import type { DepartmentInfo } from "../told/administration.ts";
import { useWords } from "../words/language.ts";
import { FormDialog } from "./dialog.tsx";
import { EntryForm, text } from "./entry-form.tsx";
import { Section } from "./page.tsx";
import { Rows } from "./rows.tsx";
import { sentence } from "./states.tsx";

/** To which departments somebody belongs; nothing where the hospital has none. */
export function DepartmentChoice(props: { departments: DepartmentInfo[]; defaults?: number[]; label?: string }) {
  const words = useWords();
  if (props.departments.length === 0) return null;
  return (
    <Checkbox.Group label={props.label ?? words.departments} defaultValue={(props.defaults ?? []).map(String)}>
      <Group gap="md" mih={44}>
        {props.departments.map(({ id, name }) => (
          <Checkbox key={id} name="department" value={String(id)} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

export function chosen(fields: FormData): number[] {
  return fields.getAll("department").map(Number);
}

/** The departments of the hospital; what is used can't be removed, and the server says so. */
export function DepartmentsSection<T>({
  departments,
  keep,
}: {
  departments: DepartmentInfo[];
  keep: (answer: T) => void;
}) {
  const words = useWords();
  const [changed, setChanged] = useState<DepartmentInfo | null>(null);
  const removing = useMutation({
    mutationFn: ({ id }: DepartmentInfo) => post<T>(`/departments/${id}/remove`),
    onSuccess: keep,
  });
  return (
    <Section title={words.departments} lead={words.departmentsLead}>
      {removing.error !== null && (
        <Alert color="red" role="alert" variant="outline" m="md">
          {sentence(removing.error, words)}
        </Alert>
      )}
      <Rows
        entries={departments}
        keyOf={({ id }) => id}
        empty={words.noDepartments}
        columns={[
          { title: words.departmentName, cell: ({ name }) => name },
          {
            title: words.departmentReads,
            cell: ({ modalities }) => modalities.join(words.comma) || words.none,
            isLabelled: true,
          },
        ]}
        actions={(department) => (
          <Group gap="xs" justify="end">
            <Button size="sm" variant="default" onClick={() => setChanged(department)}>
              {words.changePerson}
            </Button>
            <Button size="sm" variant="default" onClick={() => removing.mutate(department)}>
              {words.remove}
            </Button>
          </Group>
        )}
      />
      {changed !== null && (
        <FormDialog
          title={changed.name}
          yes={words.save}
          close={() => setChanged(null)}
          save={async (fields) =>
            keep(await post<T>(`/departments/${changed.id}/reads`, { modalities: modalitiesOf(fields) }))
          }
        >
          <Reads defaults={changed.modalities} />
        </FormDialog>
      )}
      <EntryForm
        yes={words.addDepartment}
        add={async (fields) => {
          const body = { name: text(fields, "name"), modalities: modalitiesOf(fields) };
          keep(await post<T>("/departments", body));
        }}
      >
        <TextInput name="name" label={words.department} required maxLength={100} autoComplete="off" />
        <Reads />
      </EntryForm>
    </Section>
  );
}

function Reads({ defaults = [] }: { defaults?: string[] }) {
  const words = useWords();
  return (
    <TextInput
      name="modalities"
      label={words.departmentReads}
      description={words.departmentReadsHint}
      defaultValue={defaults.join(", ")}
      maxLength={200}
      autoComplete="off"
      autoCapitalize="characters"
    />
  );
}

function modalitiesOf(fields: FormData): string[] {
  return text(fields, "modalities")
    .toUpperCase()
    .split(/[\s,，、]+/)
    .filter(Boolean);
}
