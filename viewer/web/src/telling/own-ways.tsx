import { Alert, Button, Checkbox, Group, Select, Stack, Switch, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../desk/api.ts";
import { Section } from "../desk/parts/page.tsx";
import { sentence } from "../desk/parts/states.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { clockTime, hours, minutesOf } from "./clock-time.ts";
import { type ChosenInfo, KINDS, type NewsKind, type Way, WAYS } from "./types.ts";

const ZONES = Intl.supportedValuesOf("timeZone");

/** Which ways for what, when not, how often a letter, and in which language. */
export function OwnWays({ chosen, keep }: { chosen: ChosenInfo; keep: (answer: ChosenInfo) => void }) {
  const { words, language } = useSpoken();
  const own = words.telling;
  const kept = chosen.choices;
  const [draft, setDraft] = useState(kept.is_usual ? { ...kept, language } : kept);
  const saving = useMutation({
    mutationFn: () => {
      const { is_usual: _, ...choices } = draft;
      return post<ChosenInfo>("/account/telling", choices);
    },
    onSuccess: keep,
  });
  const change = (part: Partial<typeof draft>) => {
    saving.reset();
    setDraft({ ...draft, ...part });
  };
  const toggle = (kind: NewsKind, way: Way, isOn: boolean) => {
    const ways = draft.channels[kind].filter((each) => each !== way);
    change({ channels: { ...draft.channels, [kind]: isOn ? [...ways, way] : ways } });
  };
  return (
    <Section title={own.ways} lead={own.waysLead}>
      <Stack p="md" gap="lg">
        <table className="ways">
          <thead>
            <tr>
              <th scope="col">{own.about}</th>
              {WAYS.map((way) => (
                <th key={way} scope="col">
                  {own.way[way]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {KINDS.map((kind) => (
              <tr key={kind}>
                <th scope="row">{own.kind[kind]}</th>
                {WAYS.map((way) => (
                  <td key={way}>
                    <Checkbox
                      aria-label={own.wayOf(own.kind[kind], own.way[way])}
                      checked={draft.channels[kind].includes(way)}
                      onChange={(event) => toggle(kind, way, event.currentTarget.checked)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <QuietFields draft={draft} change={change} />
        <div className="form">
          <Select
            label={own.zone}
            description={own.zoneHint(chosen.installation_zone)}
            data={ZONES}
            value={draft.time_zone === "" ? null : draft.time_zone}
            onChange={(zone) => change({ time_zone: zone ?? "" })}
            placeholder={chosen.installation_zone || own.zoneOfInstallation}
            searchable
            clearable
          />
          <Select
            label={own.digest}
            description={own.digestHint}
            data={chosen.digests.map((each) => ({ value: String(each), label: own.digestEvery(each) }))}
            value={String(draft.digest_minutes)}
            onChange={(minutes) => change({ digest_minutes: Number(minutes) })}
            allowDeselect={false}
          />
          <Select
            label={own.language}
            data={[
              { value: "zh", label: "中文" },
              { value: "en", label: "English" },
            ]}
            value={draft.language}
            onChange={(spoken) => change({ language: spoken === "en" ? "en" : "zh" })}
            allowDeselect={false}
          />
        </div>
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

type Draft = ChosenInfo["choices"];

function QuietFields({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const own = useSpoken().words.telling;
  const { quiet } = draft;
  return (
    <Stack gap="sm">
      <Switch
        label={own.quiet}
        description={own.quietHint}
        checked={quiet !== null}
        onChange={(event) =>
          change({ quiet: event.currentTarget.checked ? { from_minute: 1320, until_minute: 420 } : null })
        }
      />
      {quiet !== null && (
        <Group gap="sm" align="end">
          <Select
            label={own.quietFrom}
            w={120}
            data={hours(quiet.until_minute)}
            value={clockTime(quiet.from_minute)}
            onChange={(text) => change({ quiet: { ...quiet, from_minute: minutesOf(text ?? "22:00") } })}
            allowDeselect={false}
          />
          <Select
            label={own.quietUntil}
            w={120}
            data={hours(quiet.from_minute)}
            value={clockTime(quiet.until_minute)}
            onChange={(text) => change({ quiet: { ...quiet, until_minute: minutesOf(text ?? "07:00") } })}
            allowDeselect={false}
          />
        </Group>
      )}
    </Stack>
  );
}
