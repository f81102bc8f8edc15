import { Chip, Group, NativeSelect, Stack, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api.ts";
import { useWords } from "../words/language.ts";
import { type Criteria, type Period, type ReportFilter, toggled } from "./criteria.ts";

const MODALITIES: readonly string[][] = [["CT"], ["MR"], ["DX", "CR"], ["US"], ["MG"], ["XA"], ["NM"], ["PT"]];
const PERIODS: readonly Period[] = ["", "today", "yesterday", "7d", "30d"];
const STATES: readonly ReportFilter[] = ["none", "draft", "preliminary", "final", "critical"];

interface Choice {
  criteria: Criteria;
  change: (criteria: Criteria) => void;
}

/** What a list may be narrowed by, all of it at once in sight. */
export function ListFilters({ criteria, change }: Choice) {
  const words = useWords();
  const said = words.finding;
  return (
    <div className="surface filters" id="list-filters">
      <Choices label={said.modalities}>
        {MODALITIES.map((values) => (
          <Chip
            key={values[0]}
            checked={values.every((value) => criteria.modalities.includes(value))}
            variant="outline"
            onChange={() => change({ ...criteria, modalities: toggledAll(criteria.modalities, values) })}
          >
            {values.join(" / ")}
          </Chip>
        ))}
      </Choices>
      <Choices label={said.period}>
        {PERIODS.map((period) => (
          <Chip
            key={period}
            type="radio"
            name="period"
            checked={criteria.period === period}
            variant="outline"
            onChange={() => change({ ...criteria, period })}
          >
            {said.periods[period]}
          </Chip>
        ))}
      </Choices>
      <Choices label={said.reportState}>
        {STATES.map((state) => (
          <Chip
            key={state}
            checked={criteria.reports.includes(state)}
            variant="outline"
            onChange={() => change({ ...criteria, reports: toggled(criteria.reports, state) })}
          >
            {said.reportStates[state]}
          </Chip>
        ))}
      </Choices>
      <Group gap="lg" align="end">
        <NativeSelect
          label={said.order}
          value={criteria.order}
          data={(["exam", "arrival"] as const).map((value) => ({ value, label: said.orders[value] }))}
          onChange={(event) => change({ ...criteria, order: event.currentTarget.value as Criteria["order"] })}
        />
        <HospitalChoice criteria={criteria} change={change} />
        <DepartmentFilter criteria={criteria} change={change} />
        <Switch
          label={said.unreadOnly}
          checked={criteria.unread_only}
          onChange={(event) => change({ ...criteria, unread_only: event.currentTarget.checked })}
          mih={44}
          styles={{ body: { alignItems: "center", minHeight: 44 } }}
        />
      </Group>
    </div>
  );
}

/** Where studies come from; who sees one hospital alone has nothing to choose. */
function HospitalChoice({ criteria, change }: Choice) {
  const words = useWords();
  const hospitals = useHospitals();
  if (hospitals.length < 2) return null;
  return (
    <NativeSelect
      label={words.finding.hospital}
      value={String(criteria.hospital_ids[0] ?? "")}
      data={[
        { value: "", label: words.finding.everyHospital },
        ...hospitals.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        change({ ...criteria, hospital_ids: value === "" ? [] : [Number(value)] });
      }}
    />
  );
}

/** Departments of the own hospital that read exams; who has none has nothing to choose. */
function DepartmentFilter({ criteria, change }: Choice) {
  const words = useWords();
  const departments = useDepartments();
  if (departments.length === 0) return null;
  return (
    <NativeSelect
      label={words.department}
      value={String(criteria.department_ids[0] ?? "")}
      data={[
        { value: "", label: words.everyDepartment },
        ...departments.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        change({ ...criteria, department_ids: value === "" ? [] : [Number(value)] });
      }}
    />
  );
}

export function useDepartments(): { id: number; name: string }[] {
  const query = useQuery({
    queryKey: ["work-list-departments"],
    queryFn: () => get<{ departments: { id: number; name: string }[] }>("/work-list/departments"),
    staleTime: 300_000,
  });
  return query.data?.departments ?? [];
}

export function useHospitals(): { id: number; name: string }[] {
  const query = useQuery({
    queryKey: ["work-list-hospitals"],
    queryFn: () => get<{ hospitals: { id: number; name: string }[] }>("/work-list/hospitals"),
    staleTime: 300_000,
  });
  return query.data?.hospitals ?? [];
}

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} aria-hidden>
        {label}
      </Text>
      <Group gap="xs" role="group" aria-label={label}>
        {children}
      </Group>
    </Stack>
  );
}

function toggledAll(values: readonly string[], some: readonly string[]): string[] {
  const has = some.every((value) => values.includes(value));
  return has ? values.filter((value) => !some.includes(value)) : [...new Set([...values, ...some])];
}
