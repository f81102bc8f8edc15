import { Button, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useWords, type Words } from "../words/language.ts";
import { ALL, type Criteria, isSame, type Period, toggled, without } from "./criteria.ts";
import { useDepartments, useHospitals } from "./list-filters.tsx";
import type { Term } from "./study.ts";

interface Shown {
  key: string;
  label: string;
  rest: Criteria;
}

/** What a list is narrowed by, each to be taken away; words of the box too, where they were taken for something. */
export function FilterChips(props: {
  criteria: Criteria;
  terms: readonly Term[];
  change: (criteria: Criteria) => void;
}) {
  const { criteria, terms, change } = props;
  const words = useWords();
  const hospitals = useHospitals();
  const departments = useDepartments();
  const named = { hospital: nameIn(hospitals), department: nameIn(departments) };
  const shown = [...ofTerms(criteria, terms, words), ...ofFilters(criteria, words, named)];
  if (shown.length === 0) return null;
  return (
    <Group gap="xs">
      {shown.map(({ key, label, rest }) => (
        <Button
          key={key}
          size="sm"
          variant="light"
          color="gray"
          c="var(--mantine-color-text)"
          fw={500}
          className="chip"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={words.finding.removeFilter(label)}
          onClick={() => change(rest)}
        >
          {label}
        </Button>
      ))}
      {shown.length > 1 && !isSame(criteria, ALL) && (
        <Button size="sm" variant="subtle" className="chip" onClick={() => change({ ...ALL, order: criteria.order })}>
          {words.finding.clearAll}
        </Button>
      )}
    </Group>
  );
}

interface Named {
  hospital: (id: number) => string;
  department: (id: number) => string;
}

function nameIn(list: readonly { id: number; name: string }[]): (id: number) => string {
  return (id) => list.find((each) => each.id === id)?.name ?? "";
}

function ofTerms(criteria: Criteria, terms: readonly Term[], words: Words): Shown[] {
  return terms
    .filter(({ is_period, modalities }) => is_period || modalities.length > 0)
    .map((term, index) => ({
      key: `term-${index}-${term.text}`,
      label: term.is_period ? period(term, words) : term.modalities.join(" / "),
      rest: { ...criteria, text: without(criteria.text, term.text) },
    }));
}

function period({ first, last }: Term, words: Words): string {
  if (first === "") return words.finding.examUntil(last);
  return last === "" ? words.finding.examFrom(first) : words.finding.examOn(first, last);
}

function ofFilters(criteria: Criteria, words: Words, named: Named): Shown[] {
  const said = words.finding;
  const found: Shown[] = criteria.modalities.map((value) => ({
    key: `modality-${value}`,
    label: value,
    rest: { ...criteria, modalities: toggled(criteria.modalities, value) },
  }));
  if (criteria.period !== "") {
    const label = said.periods[criteria.period as Period] ?? criteria.period;
    found.push({ key: "period", label, rest: { ...criteria, period: "" } });
  }
  for (const state of criteria.reports) {
    const label = `${said.reportState}: ${said.reportStates[state]}`;
    found.push({ key: `report-${state}`, label, rest: { ...criteria, reports: toggled(criteria.reports, state) } });
  }
  for (const id of criteria.hospital_ids) {
    found.push({ key: `hospital-${id}`, label: named.hospital(id), rest: { ...criteria, hospital_ids: [] } });
  }
  for (const id of criteria.department_ids) {
    found.push({ key: `department-${id}`, label: named.department(id), rest: { ...criteria, department_ids: [] } });
  }
  if (criteria.unread_only) {
    found.push({ key: "unread", label: said.unread, rest: { ...criteria, unread_only: false } });
  }
  return found.filter(({ label }) => label !== "");
}
