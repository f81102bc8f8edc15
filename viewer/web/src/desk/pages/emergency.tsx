import { Alert, Button, Group, NativeSelect, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "../api.ts";
import { dicomDate, moment } from "../formats.ts";
import { useKept } from "../kept.ts";
import { DateField } from "../parts/date-field.tsx";
import { EntryForm, text } from "../parts/entry-form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { HospitalInfo } from "../told/administration.ts";
import { REASON_KINDS } from "../told/sharing.ts";
import { useSpoken, useWords } from "../words/language.ts";

interface Offered {
  hospitals: HospitalInfo[];
  minutes: number;
}

interface FoundStudy {
  id: number;
  study_date: string;
  modalities: string[];
  description: string;
}

interface Opened {
  study_id: number;
  ends_at: string;
}

/** What only slip and patient tell; the server asks for it again when the glass is broken. */
interface Proof {
  number: string;
  birth_date: string;
}

interface Found {
  studies: FoundStudy[];
  proof: Proof;
}

/** Breaks the glass: for a study that was refused, or one that is found by what only slip and patient tell. */
export function EmergencyPage({ studyId }: { studyId?: number }) {
  const { words, language } = useSpoken();
  const { query } = useKept<Offered>("/emergency");
  const [found, setFound] = useState<Found | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const refused = studyId !== undefined && [{ id: studyId, study_date: "", modalities: [], description: "" }];
  const known = refused || found?.studies;
  return (
    <Answer query={query}>
      {({ hospitals, minutes }) => (
        <Page title={words.emergency} lead={words.emergencyLead(minutes)}>
          {opened !== null && (
            <Alert
              color="teal"
              role="status"
              variant="outline"
              title={words.emergencyOpen(moment(opened.ends_at, language))}
            >
              <Button component="a" href={`/view#/studies/${opened.study_id}`}>
                {words.openTheStudy}
              </Button>
            </Alert>
          )}
          {studyId === undefined && <Find hospitals={hospitals} show={setFound} />}
          {known?.length === 0 && <Empty title={words.emergencyNone} />}
          {known !== undefined && known.length > 0 && opened === null && (
            <Reason studies={known} proof={found?.proof} done={setOpened} />
          )}
        </Page>
      )}
    </Answer>
  );
}

function Find({ hospitals, show }: { hospitals: HospitalInfo[]; show: (found: Found) => void }) {
  const words = useWords();
  const finding = useMutation({
    mutationFn: async (asked: { hospital_id: number; proof: Proof }) => {
      const body = { hospital_id: asked.hospital_id, ...asked.proof };
      const { studies } = await post<{ studies: FoundStudy[] }>("/emergency/search", body);
      return { studies, proof: asked.proof };
    },
    onSuccess: show,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    finding.mutate({ hospital_id: Number(text(fields, "hospital")), proof: proofOf(fields) });
  };
  return (
    <Section title={words.study}>
      <form onSubmit={submit}>
        <Stack p="md">
          <div className="form">
            <NativeSelect
              name="hospital"
              label={words.emergencyHospital}
              data={hospitals.map(({ id, name }) => ({ value: String(id), label: name }))}
            />
            <ProofFields />
          </div>
          {finding.error !== null && (
            <Alert color="red" role="alert" variant="outline">
              {sentence(finding.error, words)}
            </Alert>
          )}
          <Group>
            <Button type="submit" variant="default" loading={finding.isPending}>
              {words.emergencyFind}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function ProofFields() {
  const words = useWords();
  return (
    <>
      <TextInput name="number" label={words.emergencyNumber} required maxLength={64} autoComplete="off" />
      <DateField name="birth_date" label={words.birthDate} required />
    </>
  );
}

function proofOf(fields: FormData): Proof {
  return { number: text(fields, "number"), birth_date: text(fields, "birth_date") };
}

function Reason({
  studies,
  proof,
  done,
}: {
  studies: FoundStudy[];
  proof: Proof | undefined;
  done: (opened: Opened) => void;
}) {
  const words = useWords();
  const described = (study: FoundStudy) =>
    [dicomDate(study.study_date), study.modalities.join(words.comma), study.description].filter(Boolean).join(" · ") ||
    `${words.study} ${study.id}`;
  const begin = async (fields: FormData) =>
    done(
      await post<Opened>("/emergency", {
        ...(proof ?? proofOf(fields)),
        study_id: Number(text(fields, "study")),
        kind: text(fields, "kind"),
        reason: text(fields, "reason"),
      }),
    );
  return (
    <Section title={words.emergencyReason}>
      <EntryForm yes={words.emergencyYes} add={begin}>
        <NativeSelect
          name="study"
          label={words.study}
          data={studies.map((study) => ({ value: String(study.id), label: described(study) }))}
        />
        {proof === undefined && <ProofFields />}
        <Radio.Group name="kind" label={words.emergencyReason} defaultValue={REASON_KINDS[0]}>
          <Stack gap="xs" pt="xs">
            {REASON_KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={words.reasonKind[kind]} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          name="reason"
          label={words.emergencyText}
          description={words.emergencyTextHint}
          required
          minLength={10}
          maxLength={1000}
          autosize
          minRows={2}
          data-wide
        />
        <Text c="dimmed" size="sm" data-wide>
          {words.emergencyWarning}
        </Text>
      </EntryForm>
    </Section>
  );
}
