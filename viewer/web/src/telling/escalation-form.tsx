import { Alert, Button, Group, MultiSelect, NumberInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { Section } from "../desk/parts/page.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSpoken, type Words } from "../desk/words/language.ts";
import { type DeputyInfo, type SetUp, URGENCIES } from "./types.ts";

/** Who is told where nobody is named; beside names nothing is said. */
function whoElse(place: number | null, deputies: readonly DeputyInfo[], own: Words["telling"]): string {
  if (deputies.some((each) => each.department_id === place)) return "";
  const hasOthers = place !== null && deputies.some((each) => each.department_id === null);
  return hasOthers ? own.asWholeHospital : own.nobodyNamed;
}

/** Who is told when nobody answers: for each department its head, and somebody for all others. */
export function EscalationForm({ setUp, keep }: { setUp: SetUp; keep: (answer: SetUp) => void }) {
  const { words } = useSpoken();
  const own = words.telling;
  const [minutes, setMinutes] = useState(setUp.minutes);
  const [deputies, setDeputies] = useState<readonly DeputyInfo[]>(setUp.deputies);
  const saving = useMutation({
    mutationFn: () => post<SetUp>("/notifications/escalation", { minutes, deputies }),
    onSuccess: keep,
  });
  const people = setUp.people.map((each) => ({ value: String(each.id), label: each.name }));
  const places = [{ id: null, name: own.wholeHospital }, ...setUp.departments];
  const name = (place: number | null, ids: string[]) => {
    saving.reset();
    const others = deputies.filter((each) => each.department_id !== place);
    setDeputies([...others, ...ids.map((id) => ({ user_id: Number(id), department_id: place }))]);
  };
  return (
    <Section title={own.escalation} lead={own.escalationLead}>
      <Stack p="md" gap="lg">
        <div className="form">
          {URGENCIES.map((urgency) => (
            <NumberInput
              key={urgency}
              label={own.patience(own.urgency[urgency])}
              description={own.patienceHint}
              value={minutes[urgency]}
              onChange={(value) => {
                saving.reset();
                setMinutes({ ...minutes, [urgency]: Number(value) });
              }}
              min={1}
              max={10080}
              allowDecimal={false}
            />
          ))}
        </div>
        <div className="form">
          {places.map(({ id, name: called }) => (
            <MultiSelect
              key={id ?? 0}
              label={own.deputiesOf(called)}
              {...(id === null ? { description: own.deputiesHint } : {})}
              data={people}
              value={deputies.filter((each) => each.department_id === id).map((each) => String(each.user_id))}
              onChange={(ids) => name(id, ids)}
              placeholder={whoElse(id, deputies, own)}
              searchable
              clearable
            />
          ))}
        </div>
        {deputies.length === 0 && <Text c="dimmed">{own.noDeputies}</Text>}
        {saving.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(saving.error, words)}
          </Alert>
        )}
        <Group>
          <Button loading={saving.isPending} onClick={() => saving.mutate()}>
            {words.save}
          </Button>
          {saving.isSuccess && <Text role="status">{own.saved}</Text>}
        </Group>
      </Stack>
    </Section>
  );
}
