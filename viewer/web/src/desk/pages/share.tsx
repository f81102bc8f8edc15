import { Alert, Button, Checkbox, Group, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../api.ts";
import { inputDate } from "../formats.ts";
import { useKept } from "../kept.ts";
import { DateField } from "../parts/date-field.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { type Grants, GrantRows } from "../parts/grant-rows.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import { toldStudy } from "../told-study.ts";
import type { ColleagueInfo, ToldStudy } from "../told/sharing.ts";
import { useWords } from "../words/language.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface StudyGrants extends Grants {
  study: ToldStudy;
}

/** Opens a study of one's own hospital to a colleague. */
export function SharePage({ studyId }: { studyId: number }) {
  const words = useWords();
  const [found, setFound] = useState<ColleagueInfo[] | null>(null);
  const path = `/studies/${studyId}/grants`;
  const { query, keep } = useKept<StudyGrants>(path);
  const study = query.data?.study;
  return (
    <Page title={words.share} lead={words.shareLead}>
      {study !== undefined && (
        <Section title={words.sharing.which}>
          <Text p="md">{toldStudy(study, words)}</Text>
        </Section>
      )}
      <Section title={words.colleague}>
        <FindColleague show={setFound} />
        {found?.length === 0 && <Empty title={words.noColleagues} />}
        {found !== null && found.length > 0 && (
          <GiveGrant
            key={found.map(({ user_id }) => user_id).join()}
            colleagues={found}
            give={async (body) => {
              keep(await post<StudyGrants>(path, body));
              setFound(null);
            }}
          />
        )}
      </Section>
      <Section title={words.sharedWith}>
        <Answer query={query}>
          {({ grants }) => (
            <GrantRows grants={grants} below="/shared" empty={words.sharedNobody} keep={() => void query.refetch()} />
          )}
        </Answer>
      </Section>
    </Page>
  );
}

function FindColleague({ show }: { show: (found: ColleagueInfo[]) => void }) {
  const words = useWords();
  const finding = useMutation({
    mutationFn: (wanted: string) => post<{ colleagues: ColleagueInfo[] }>("/colleagues", { text: wanted }),
    onSuccess: ({ colleagues }) => show(colleagues),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    finding.mutate(text(new FormData(event.currentTarget), "text"));
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" p="md">
        <TextInput name="text" label={words.findColleague} required maxLength={100} autoComplete="off" autoFocus />
        <Button type="submit" variant="default" loading={finding.isPending}>
          {words.emergencyFind}
        </Button>
      </Group>
      {finding.error !== null && (
        <Alert color="red" role="alert" variant="outline" m="md">
          {sentence(finding.error, words)}
        </Alert>
      )}
    </form>
  );
}

function GiveGrant(props: { colleagues: ColleagueInfo[]; give: (body: unknown) => Promise<void> }) {
  const words = useWords();
  const described = (each: ColleagueInfo) => `${each.name || each.login} · ${words.role[each.role]} · ${each.hospital}`;
  const give = (fields: FormData) =>
    props.give({
      to_user_id: Number(text(fields, "colleague")),
      // Until the end of that day, where the one who gives is.
      ends_at: new Date(`${text(fields, "ends_at")}T23:59:59`).toISOString(),
      is_whole_patient: text(fields, "what") === "patient",
      may_download: fields.get("may_download") !== null,
      may_annotate: fields.get("may_annotate") !== null,
    });
  return (
    <EntryForm yes={words.shareYes} add={give}>
      <NativeSelect
        name="colleague"
        label={words.colleague}
        data={props.colleagues.map((each) => ({ value: String(each.user_id), label: described(each) }))}
      />
      <DateField
        name="ends_at"
        label={words.grantedUntil}
        required
        min={inputDate(new Date())}
        max={inputDate(new Date(Date.now() + 365 * DAY_MS))}
        defaultValue={inputDate(new Date(Date.now() + 7 * DAY_MS))}
      />
      <Radio.Group name="what" label={words.shareWhat} defaultValue="study">
        <Stack gap="xs" pt="xs">
          <Radio value="study" label={words.onlyThisStudy} />
          <Radio value="patient" label={words.wholePatient} />
        </Stack>
      </Radio.Group>
      <Checkbox name="may_download" label={words.mayDownload} mih={44} />
      <Checkbox name="may_annotate" label={words.mayAnnotate} mih={44} />
    </EntryForm>
  );
}
