import {
  Alert,
  Button,
  FileInput,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../../desk/api.ts";
import { base64 } from "../../desk/base64.ts";
import { useKept } from "../../desk/kept.ts";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Answer, sentence } from "../../desk/parts/states.tsx";
import { useSpoken } from "../../desk/words/language.ts";
import { kindsToText, textToKinds } from "../kinds-text.ts";
import type { Rules } from "../types.ts";

const RELEASES = ["at-once", "after-hours", "by-person"] as const;

/** What a hospital decides about its reports. */
export function ReportRulesPage() {
  const own = useSpoken().words.reporting;
  const { query, keep } = useKept<Rules>("/reporting/rules");
  return (
    <Page title={own.rules} lead={own.rulesLead}>
      <Answer query={query}>
        {(rules) => (
          <Stack gap="xl">
            <RulesForm rules={rules} keep={keep} />
            <Logo rules={rules} keep={keep} />
          </Stack>
        )}
      </Answer>
    </Page>
  );
}

interface Props {
  rules: Rules;
  keep: (rules: Rules) => void;
}

function RulesForm({ rules, keep }: Props) {
  const { words } = useSpoken();
  const own = words.reporting;
  const [heading, setHeading] = useState(rules.heading);
  const [department, setDepartment] = useState(rules.department);
  const [release, setRelease] = useState(rules.release);
  const [hours, setHours] = useState(rules.release_hours);
  const [sensitive, setSensitive] = useState(rules.sensitive_words.join("\n"));
  const [kindsText, setKindsText] = useState(kindsToText(rules.critical_kinds));
  const kinds = textToKinds(kindsText);
  const saving = useMutation({
    mutationFn: () =>
      post<Rules>("/reporting/rules", {
        heading,
        department,
        release,
        release_hours: hours,
        sensitive_words: sensitive.split("\n").filter((word) => word.trim() !== ""),
        critical_kinds: kinds,
      }),
    onSuccess: keep,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof kinds !== "string") saving.mutate();
  };
  return (
    <form onSubmit={submit} className="surface">
      <Stack p="md">
        <div className="form">
          <TextInput
            label={own.heading}
            description={own.headingHint}
            value={heading}
            onChange={(event) => setHeading(event.currentTarget.value)}
            maxLength={200}
          />
          <TextInput
            label={own.department}
            value={department}
            onChange={(event) => setDepartment(event.currentTarget.value)}
            maxLength={200}
          />
          <NativeSelect
            label={own.releaseRule}
            value={release}
            onChange={(event) => setRelease(event.currentTarget.value as Rules["release"])}
            data={RELEASES.map((value) => ({ value, label: own.releaseRules[value] }))}
          />
          {release === "after-hours" && (
            <NumberInput
              label={own.hours}
              value={hours}
              onChange={(value) => setHours(Number(value))}
              min={1}
              max={2160}
              hideControls
            />
          )}
        </div>
        <Textarea
          label={own.sensitive}
          description={own.sensitiveHint}
          value={sensitive}
          onChange={(event) => setSensitive(event.currentTarget.value)}
          autosize
          minRows={2}
        />
        <Textarea
          label={own.criticalKinds}
          description={own.criticalKindsHint}
          value={kindsText}
          onChange={(event) => setKindsText(event.currentTarget.value)}
          error={typeof kinds === "string" ? own.wrongLine(kinds) : null}
          autosize
          minRows={4}
        />
        {saving.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(saving.error, words)}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={saving.isPending} disabled={typeof kinds === "string"}>
            {words.save}
          </Button>
          {saving.isSuccess && <Text role="status">{own.rulesSaved}</Text>}
        </Group>
      </Stack>
    </form>
  );
}

function Logo({ rules, keep }: Props) {
  const { words } = useSpoken();
  const own = words.reporting;
  const saving = useMutation({
    mutationFn: async (file: File | null) =>
      post<Rules>("/reporting/logo", { picture: file === null ? "" : await base64(file) }),
    onSuccess: keep,
  });
  return (
    <Section title={own.logo}>
      <Stack p="md" align="start">
        {rules.logo !== null && <img src={rules.logo} alt={own.logo} style={{ maxHeight: 80, background: "#fff" }} />}
        <FileInput
          label={own.chooseLogo}
          placeholder={words.chooseFile}
          accept="image/png,image/jpeg,image/webp"
          value={null}
          onChange={(file) => file !== null && saving.mutate(file)}
        />
        {rules.logo !== null && (
          <Button variant="default" loading={saving.isPending} onClick={() => saving.mutate(null)}>
            {own.removeLogo}
          </Button>
        )}
        {saving.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(saving.error, words)}
          </Alert>
        )}
      </Stack>
    </Section>
  );
}
