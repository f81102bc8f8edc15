import { Alert, Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowLeft, IconPaperclip } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { get } from "../api.ts";
import { AddPaper } from "../finding/add-paper.tsx";
import { examTime } from "../finding/exam-formats.ts";
import { ageAt } from "../finding/exam-formats.ts";
import { ExamEntry } from "../finding/exam-entry.tsx";
import { distinct, type Exam, type PatientTimeline, type WaitingOrder } from "../finding/patient.ts";
import { StudyRows } from "../finding/study-rows.tsx";
import { markSeen } from "../finding/study.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { Page } from "../parts/page.tsx";
import { Answer } from "../parts/states.tsx";
import { StudyFailed } from "../parts/study-failed.tsx";
import { useSession } from "../session.tsx";
import { useSpoken, useWords, type Words } from "../words/language.ts";

/** Everything of one patient that its reader may see, from every hospital, named by one of their exams. */
export function PatientPage({ studyId }: { studyId: number }) {
  const words = useWords();
  const { isReader } = useSession();
  const query = useQuery({
    queryKey: ["patient", studyId],
    queryFn: () => get<PatientTimeline>(`/patients/of/${studyId}`),
  });
  return (
    <Page title={words.finding.patientTitle}>
      <Stack gap="lg">
        <Anchor component={Link} href={isReader ? "/" : "/work-list"} c="var(--mantine-color-text)" mih={24}>
          <Group gap={6} component="span">
            <IconArrowLeft size={18} aria-hidden />
            {words.finding.backToList}
          </Group>
        </Anchor>
        {query.data === undefined && query.error !== null ? (
          <StudyFailed studyId={studyId} error={query.error} again={() => void query.refetch()} />
        ) : (
          <Answer query={query}>{(timeline) => <Whole timeline={timeline} />}</Answer>
        )}
      </Stack>
    </Page>
  );
}

function Whole({ timeline }: { timeline: PatientTimeline }) {
  const words = useWords();
  const client = useQueryClient();
  const [isAdding, adding] = useDisclosure();
  const renew = () => client.invalidateQueries({ queryKey: ["patient", timeline.study_id] });
  const base = timeline.exams.find(({ id }) => id === timeline.study_id);
  return (
    <>
      <Group justify="space-between" align="start" gap="md">
        <Who exams={timeline.exams} base={base} />
        {timeline.may_add && (
          <Button variant="default" leftSection={<IconPaperclip size={18} aria-hidden />} onClick={adding.open}>
            {words.finding.addPaper}
          </Button>
        )}
      </Group>
      {base !== undefined && base.contradictions.length > 0 && (
        <Alert color="yellow" variant="outline" icon={<IconAlertTriangle aria-hidden />}>
          {words.finding.selfContradicting}
        </Alert>
      )}
      <Stack gap="sm" component="section" aria-label={words.finding.timeline}>
        <Title order={2} size="h4">
          {words.finding.timeline}{" "}
          <Text span c="dimmed" fw={400}>
            {words.finding.examCount(timeline.exams.length)}
          </Text>
        </Title>
        {timeline.orders.map((order) => (
          <Waiting key={order.id} order={order} />
        ))}
        <ol className="timeline">
          {timeline.exams.map((exam) => (
            <ExamEntry key={exam.id} exam={exam} baseId={timeline.study_id} renew={renew} />
          ))}
        </ol>
      </Stack>
      <Apart title={words.finding.perhapsTitle} lead={words.finding.perhapsLead} studies={timeline.perhaps} />
      <Apart
        title={words.finding.contradictingTitle}
        lead={words.finding.contradictingLead}
        studies={timeline.contradicting}
      />
      {isAdding && (
        <AddPaper
          exams={timeline.exams
            .filter((exam) => exam.is_own)
            .map((exam) => ({ id: exam.id, label: examLabel(exam, words) }))}
          studyId={timeline.study_id}
          close={adding.close}
          added={renew}
        />
      )}
    </>
  );
}

function examLabel(exam: Exam, words: Words): string {
  const parts = [examTime(exam.exam_time, words), exam.modalities.join(" "), exam.description];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Who it is, in every form that the exams write: the one it was opened from first. */
function Who({ exams, base }: { exams: readonly Exam[]; base: Exam | undefined }) {
  const words = useWords();
  const all = base === undefined ? exams : [base, ...exams];
  const written = distinct(all.map(({ patient_name }) => personName(patient_name)));
  // Characters say more than their sounds.
  const names = [...written.filter(isInCharacters), ...written.filter((name) => !isInCharacters(name))];
  const said = base ?? exams[0];
  if (said === undefined) return null;
  return (
    <div className="breaks">
      <Text fw={700} size="lg">
        {names[0] ?? words.finding.nameless}
        {names.length > 1 && (
          <Text span c="dimmed" fw={400} size="md">
            {" "}
            {names.slice(1).join(" · ")}
          </Text>
        )}
      </Text>
      <Text c="dimmed">
        {[
          said.patient_sex === "" || !(said.patient_sex in words.sexes) ? "" : words.sexes[said.patient_sex],
          said.patient_birth_date === "" ? "" : words.finding.born(dicomDate(said.patient_birth_date)),
          ageAt(said.patient_birth_date, today(), words),
          words.finding.ids(distinct(all.map(({ patient_id }) => patient_id)).join(" · ")),
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </Text>
    </div>
  );
}

function isInCharacters(name: string): boolean {
  return /\p{Script=Han}/u.test(name);
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
}

function Waiting({ order }: { order: WaitingOrder }) {
  const { words, language } = useSpoken();
  return (
    <Group className="surface" p="md" gap="sm" justify="space-between">
      <div className="breaks">
        <Text fw={600}>{order.procedure_description}</Text>
        <Text c="dimmed" size="sm">
          {[words.finding.scheduled, moment(order.scheduled_at, language), order.accession_number]
            .filter((part) => part !== "")
            .join(" · ")}
        </Text>
      </div>
      <Button component={Link} href={`/orders/${order.id}`} size="sm" variant="default" className="chip">
        {words.finding.openOrder}
      </Button>
    </Group>
  );
}

/** What is only alike, or contradicts: told apart, never mixed in. */
function Apart(props: { title: string; lead: string; studies: PatientTimeline["perhaps"] }) {
  if (props.studies.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={props.title}>
      <Title order={2} size="h4">
        {props.title}
      </Title>
      <Text c="dimmed">{props.lead}</Text>
      <StudyRows
        studies={props.studies}
        see={(study, isSeen) => void markSeen(study.id, isSeen).catch(() => undefined)}
        withoutMarks
      />
    </Stack>
  );
}
