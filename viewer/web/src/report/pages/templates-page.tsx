import { Alert, Badge, Button, Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { post, remove } from "../../desk/api.ts";
import { useKept } from "../../desk/kept.ts";
import { Ask } from "../../desk/parts/dialog.tsx";
import { Page } from "../../desk/parts/page.tsx";
import { Rows } from "../../desk/parts/rows.tsx";
import { Answer, sentence } from "../../desk/parts/states.tsx";
import { useSpoken } from "../../desk/words/language.ts";
import "../report.css";
import { type EditorHandle, SectionEditor } from "../section-editor.tsx";
import { SECTIONS, type ReportLanguage, type SectionKey, type TemplateInfo } from "../types.ts";

interface Kept {
  templates: TemplateInfo[];
}

const SHOWN = SECTIONS.filter((key) => key !== "addendum");

/** Everybody's templates: the own, the hospital's, and those that come with the house to be copied. */
export function TemplatesPage() {
  const { words, language } = useSpoken();
  const own = words.reporting;
  const { query, keep } = useKept<Kept>("/reporting/templates");
  // A template as it is begun; with no key it becomes a new one.
  const [editing, setEditing] = useState<Partial<TemplateInfo> | null>(null);
  const action = editing === null && <Button onClick={() => setEditing({ language })}>{own.newTemplate}</Button>;
  return (
    <Page title={own.templates} lead={own.templatesLead} actions={action || undefined}>
      {editing !== null ? (
        <TemplateForm
          key={editing.key ?? "new"}
          first={editing}
          close={() => setEditing(null)}
          keep={(answer) => {
            keep(answer);
            setEditing(null);
          }}
        />
      ) : (
        <Answer query={query}>
          {({ templates }) => <TemplateRows templates={templates} edit={setEditing} keep={keep} />}
        </Answer>
      )}
    </Page>
  );
}

interface RowsProps {
  templates: TemplateInfo[];
  edit: (template: Partial<TemplateInfo>) => void;
  keep: (answer: Kept) => void;
}

function TemplateRows({ templates, edit, keep }: RowsProps) {
  const { words } = useSpoken();
  const own = words.reporting;
  return (
    <div className="surface">
      <Rows
        entries={templates}
        keyOf={(each) => each.key}
        columns={[
          { title: own.templateTitle, cell: (each) => each.title },
          { title: own.language, cell: (each) => own.languages[each.language] },
          { title: words.modality, cell: (each) => each.modality },
          { title: own.procedureWords, cell: (each) => each.procedure_words, className: "breaks" },
          {
            title: own.origin,
            cell: (each) => (
              <Badge variant="default" tt="none" fw={500} size="lg">
                {own.origins[each.origin]}
              </Badge>
            ),
          },
        ]}
        actions={(each) => <RowActions template={each} edit={edit} keep={keep} />}
      />
    </div>
  );
}

function RowActions({ template, edit, keep }: Omit<RowsProps, "templates"> & { template: TemplateInfo }) {
  const own = useSpoken().words.reporting;
  const [isAsking, setAsking] = useState(false);
  const { key: _, ...copied } = template;
  return (
    <Group gap="xs">
      {template.is_changeable && (
        <Button size="sm" variant="default" onClick={() => edit(template)}>
          {own.editTemplate}
        </Button>
      )}
      <Button size="sm" variant="default" onClick={() => edit({ ...copied, origin: "personal" })}>
        {own.copyTemplate}
      </Button>
      {template.is_changeable && (
        <Button size="sm" variant="default" onClick={() => setAsking(true)}>
          {own.retireTemplate}
        </Button>
      )}
      <Ask
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={own.retireTemplate}
        lead={template.title}
        yes={own.retireTemplate}
        act={async () => keep(await remove<Kept>(`/reporting/templates/${template.key}`))}
      />
    </Group>
  );
}

function TemplateForm(props: { first: Partial<TemplateInfo>; close: () => void; keep: (answer: Kept) => void }) {
  const { words } = useSpoken();
  const own = words.reporting;
  const { first } = props;
  const editors = useRef(new Map<SectionKey, EditorHandle>());
  const [title, setTitle] = useState(first.title ?? "");
  const [language, setLanguage] = useState<ReportLanguage>(first.language ?? "zh");
  const [modality, setModality] = useState(first.modality ?? "");
  const [procedureWords, setProcedureWords] = useState(first.procedure_words ?? "");
  const [sex, setSex] = useState<string>(first.patient_sex ?? "");
  const [isShared, setShared] = useState(first.origin === "hospital");
  const saving = useMutation({
    mutationFn: () =>
      post<Kept>(first.key === undefined ? "/reporting/templates" : `/reporting/templates/${first.key}`, {
        title,
        language,
        modality,
        procedure_words: procedureWords,
        patient_sex: sex,
        is_personal: !isShared,
        sections: Object.fromEntries(SHOWN.map((key) => [key, editors.current.get(key)?.html() ?? ""])),
      }),
    onSuccess: props.keep,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const leave = (from: SectionKey, isBackwards: boolean) => {
    const order = isBackwards ? [...SHOWN].reverse() : SHOWN;
    return order
      .slice(order.indexOf(from as never) + 1)
      .some((key) => editors.current.get(key)?.enterField(isBackwards) === true);
  };
  return (
    <form onSubmit={submit} className="surface">
      <div className="report-sheet">
        <div className="form">
          <TextInput
            label={own.templateTitle}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            maxLength={200}
            required
          />
          <NativeSelect
            label={own.language}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value as ReportLanguage)}
            data={(["zh", "en"] as const).map((value) => ({ value, label: own.languages[value] }))}
          />
          <TextInput
            label={words.modality}
            value={modality}
            onChange={(event) => setModality(event.currentTarget.value)}
            maxLength={16}
          />
          <TextInput
            label={own.procedureWords}
            description={own.procedureWordsHint}
            value={procedureWords}
            onChange={(event) => setProcedureWords(event.currentTarget.value)}
            maxLength={200}
          />
          <NativeSelect
            label={words.sex}
            value={sex}
            onChange={(event) => setSex(event.currentTarget.value)}
            data={[
              { value: "", label: own.anySex },
              { value: "F", label: words.sexes.F },
              { value: "M", label: words.sexes.M },
            ]}
          />
          <Checkbox
            label={own.forEverybody}
            checked={isShared}
            disabled={first.key !== undefined}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        </div>
        <Stack gap="md">
          {SHOWN.map((key) => (
            <div key={key} data-section={key}>
              <SectionEditor
                ref={(handle) => {
                  if (handle !== null) editors.current.set(key, handle);
                }}
                section={key}
                label={own.sections[key]}
                start={first.sections?.[key] ?? ""}
                changed={() => undefined}
                leave={leave}
                focused={() => undefined}
              />
            </div>
          ))}
        </Stack>
        {saving.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(saving.error, words)}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={saving.isPending} disabled={title.trim() === ""}>
            {words.save}
          </Button>
          <Button variant="default" onClick={props.close}>
            {words.cancel}
          </Button>
        </Group>
      </div>
    </form>
  );
}
