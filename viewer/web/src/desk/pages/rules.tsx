import { Button, Checkbox, Group, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api.ts";
import { moment, withOffset } from "../formats.ts";
import { useKept } from "../kept.ts";
import { DateField } from "../parts/date-field.tsx";
import { Ask } from "../parts/dialog.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer } from "../parts/states.tsx";
import type { DepartmentInfo, HospitalInfo, RuleInfo } from "../told/administration.ts";
import { useSpoken, useWords } from "../words/language.ts";

interface Rules {
  rules: RuleInfo[];
  hospitals: HospitalInfo[];
  departments: (DepartmentInfo & { hospital_id: number })[];
}
// Whoever else sees no images would get nothing by a rule.
const SEEING = ["radiologist", "clinician", "technician"] as const;

export function RulesPage() {
  const words = useWords();
  const { query, keep } = useKept<Rules>("/rules");
  return (
    <Page title={words.rules} lead={words.rulesLead}>
      <Answer query={query}>
        {(answer) => (
          <>
            <div className="surface">
              <RulesTable {...answer} keep={keep} />
            </div>
            <AddRule {...answer} keep={keep} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function RulesTable({ rules, hospitals, departments, keep }: Rules & { keep: (answer: Rules) => void }) {
  const { words, language } = useSpoken();
  const [ending, setEnding] = useState<RuleInfo | null>(null);
  const nameOf = (list: readonly { id: number; name: string }[], id: number | null) =>
    list.find((each) => each.id === id)?.name ?? "";
  const who = (rule: RuleInfo) =>
    [rule.roles.map((role) => words.role[role]).join(words.comma), nameOf(departments, rule.department_id)]
      .filter((part) => part !== "")
      .join(words.comma);
  return (
    <>
      <Rows
        entries={rules}
        keyOf={({ id }) => id}
        empty={words.noRules}
        columns={[
          { title: words.toHospital, cell: (rule) => nameOf(hospitals, rule.to_hospital_id) },
          { title: words.rolesThere, cell: (rule) => who(rule) || words.ruleEverything, isLabelled: true },
          {
            title: words.ruleModalities,
            cell: (rule) => rule.modalities.join(words.comma) || words.ruleEverything,
            isLabelled: true,
          },
          { title: words.download, cell: (rule) => (rule.may_download ? words.yes : words.no), isLabelled: true },
          { title: words.ruleFrom, cell: (rule) => moment(rule.valid_from, language), isLabelled: true },
          {
            title: words.ruleUntil,
            cell: (rule) => moment(rule.valid_until, language) || words.untilEnded,
            isLabelled: true,
          },
        ]}
        actions={(rule) =>
          rule.revoked_at === null ? (
            <Button size="sm" variant="default" onClick={() => setEnding(rule)}>
              {words.end}
            </Button>
          ) : (
            words.ended
          )
        }
      />
      {ending !== null && (
        <Ask
          isOpen
          close={() => setEnding(null)}
          title={words.endRuleTitle}
          lead={words.endRuleLead}
          yes={words.end}
          act={async () => keep(await post<Rules>(`/rules/${ending.id}/revoke`))}
        />
      )}
    </>
  );
}

function AddRule({ hospitals, departments, keep }: Rules & { keep: (answer: Rules) => void }) {
  const words = useWords();
  const [hospitalId, setHospitalId] = useState(hospitals[0]?.id ?? 0);
  const there = departments.filter((each) => each.hospital_id === hospitalId);
  const add = async (fields: FormData) => {
    const body = {
      to_hospital_id: hospitalId,
      modalities: text(fields, "modalities")
        .toUpperCase()
        .split(/[\s,，、]+/)
        .filter(Boolean),
      roles: fields.getAll("role").map(String),
      department_id: Number(text(fields, "department")) || null,
      may_download: fields.get("may_download") !== null,
      valid_from: momentOf(fields, "valid_from"),
      valid_until: momentOf(fields, "valid_until"),
    };
    keep(await post<Rules>("/rules", body));
  };
  return (
    <Section title={words.addRule}>
      <EntryForm yes={words.add} add={add}>
        <NativeSelect
          label={words.toHospital}
          value={hospitalId}
          onChange={(event) => setHospitalId(Number(event.currentTarget.value))}
          data={hospitals.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <NativeSelect
          name="department"
          label={words.departmentThere}
          data={[
            { value: "", label: words.everyDepartment },
            ...there.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
        <TextInput
          name="modalities"
          label={words.ruleModalities}
          description={words.modalitiesHint}
          autoComplete="off"
        />
        <Checkbox.Group label={words.rolesThere} description={words.rolesHint}>
          <Group gap="md" mih={44} pt="xs">
            {SEEING.map((role) => (
              <Checkbox key={role} name="role" value={role} label={words.role[role]} />
            ))}
          </Group>
        </Checkbox.Group>
        <DateField name="valid_from" label={words.ruleFrom} clock="00:00" />
        <DateField name="valid_until" label={words.ruleUntil} clock="00:00" />
        <Checkbox name="may_download" label={words.mayDownload} mih={44} />
      </EntryForm>
    </Section>
  );
}

function momentOf(fields: FormData, name: string): string | null {
  const local = text(fields, name);
  return local === "" ? null : withOffset(local);
}
