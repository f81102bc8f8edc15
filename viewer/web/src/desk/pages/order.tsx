import { Alert, Button, Group, Stack, Stepper, Text } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconPaperclip } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../api.ts";
import { AddPaper } from "../finding/add-paper.tsx";
import { fieldNames } from "../field-names.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { CorrectDialog } from "../parts/correct-dialog.tsx";
import { Ask } from "../parts/dialog.tsx";
import { LinkSection } from "../parts/link-section.tsx";
import { Page, Section } from "../parts/page.tsx";
import { ReportSection } from "../parts/report-section.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer } from "../parts/states.tsx";
import { StepBadge } from "../parts/step-badge.tsx";
import { usePolling } from "../poll.ts";
import { useSession } from "../session.tsx";
import type { Step, StudyInfo, WholeOrder } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";

const STEPS: Step[] = ["scheduled", "images", "report"];

export function OrderPage({ id }: { id: number }) {
  const query = useQuery({
    queryKey: ["order", id],
    queryFn: () => get<WholeOrder>(`/orders/${id}`),
    refetchInterval: usePolling(),
  });
  return <Answer query={query}>{(order) => <Whole order={order} />}</Answer>;
}

function Whole({ order }: { order: WholeOrder }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const client = useQueryClient();
  const [isAsking, { open, close }] = useDisclosure();
  const [isCorrecting, correcting] = useDisclosure();
  const [changed, setChanged] = useState<string[] | null>(null);
  const take = (changed: WholeOrder) => {
    client.setQueryData(["order", order.id], changed);
    void client.invalidateQueries({ queryKey: ["orders"] });
  };
  const isNarrow = useMediaQuery("(max-width: 48em)");
  const isCancelled = order.cancelled_at !== null;
  const actions = may("keep-orders") && !isCancelled && (
    <Button variant="default" onClick={correcting.open}>
      {words.correct}
    </Button>
  );
  return (
    <Page title={personName(order.patient_name)} lead={order.procedure_description} actions={actions || undefined}>
      <Stack gap="xl">
        {changed !== null && <Corrections changed={changed} order={order} />}
        <Facts order={order} />
        {isCancelled || order.question_count > 0 ? (
          <StepBadge order={order} />
        ) : (
          <Stepper
            active={STEPS.indexOf(order.step) + 1}
            size="sm"
            orientation={isNarrow === true ? "vertical" : "horizontal"}
            allowNextStepsSelect={false}
            aria-label={words.progress}
          >
            {STEPS.map((step) => (
              <Stepper.Step key={step} label={words.step[step]} component="div" />
            ))}
          </Stepper>
        )}
        <LinkSection order={order} take={take} />
        <OfOrder order={order} />
        <ReportSection order={order} take={take} />
        {may("keep-orders") && !isCancelled && (
          <Group>
            <Button variant="default" onClick={open}>
              {words.cancelOrder}
            </Button>
          </Group>
        )}
      </Stack>
      {isCorrecting && (
        <CorrectDialog
          order={order}
          close={correcting.close}
          done={(corrected) => {
            take(corrected.order);
            setChanged(corrected.changed);
            correcting.close();
          }}
        />
      )}
      <Ask
        isOpen={isAsking}
        close={close}
        title={words.cancelOrderTitle}
        lead={words.cancelOrderLead}
        yes={words.cancelOrderYes}
        no={words.keepIt}
        act={async () => take(await post<WholeOrder>(`/orders/${order.id}/cancel`))}
      />
    </Page>
  );
}

/** What a correction has changed, and what follows from it. */
function Corrections({ order, changed }: { order: WholeOrder; changed: string[] }) {
  const { words } = useSpoken();
  const told = fieldNames(changed, words);
  return (
    <Alert color={order.question_count > 0 ? "yellow" : "teal"} role="status" variant="outline">
      {changed.length === 0 ? words.nothingCorrected : words.corrected(told)}
      {order.question_count > 0 && ` ${words.correctedAsks}`}
    </Alert>
  );
}

function Facts({ order }: { order: WholeOrder }) {
  const { words, language } = useSpoken();
  const facts: [string, string][] = [
    [words.accessionNumber, order.accession_number],
    [words.patientId, order.patient_id],
    [words.birthDate, dicomDate(order.patient_birth_date)],
    [words.sex, words.sexes[order.patient_sex]],
    [words.modality, order.modality],
    [words.scheduledAt, moment(order.scheduled_at, language) || words.notScheduled],
    [words.place, order.place],
    [words.preparation, order.preparation],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== "")
        .map(([label, value]) => (
          <div key={label} style={{ display: "contents" }}>
            <dt>{label}</dt>
            <dd className="pre">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The studies, and the way in for what the patient hands over about them. */
function OfOrder({ order }: { order: WholeOrder }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const [isAdding, adding] = useDisclosure();
  const [isAdded, setAdded] = useState(false);
  const [first] = order.studies;
  const mayAdd = may("keep-papers") && first !== undefined;
  return (
    <Section
      title={words.studies}
      actions={
        mayAdd && (
          <Button variant="default" leftSection={<IconPaperclip size={18} aria-hidden />} onClick={adding.open}>
            {words.finding.addPaper}
          </Button>
        )
      }
    >
      <Studies order={order} />
      <Text role="status" p={isAdded ? "md" : 0}>
        {isAdded && words.companions.paperAdded}
      </Text>
      {isAdding && first !== undefined && (
        <AddPaper
          exams={order.studies.map((study) => ({ id: study.id, label: studyLabel(study) }))}
          studyId={first.id}
          close={adding.close}
          added={() => setAdded(true)}
        />
      )}
    </Section>
  );
}

function studyLabel({ date, modalities, description }: StudyInfo): string {
  return [dicomDate(date), modalities.join(" "), description].filter((part) => part !== "").join(" · ");
}

function Studies({ order }: { order: WholeOrder }) {
  const { words } = useSpoken();
  return (
    <Rows
      entries={order.studies}
      keyOf={(study) => study.id}
      empty={words.noStudies}
      columns={[
        { title: words.exam, cell: (study) => <StudyName study={study} /> },
        { title: words.studyDate, cell: (study) => dicomDate(study.date) },
        { title: words.studies, cell: (study) => words.seriesCount(study.series, study.instances) },
      ]}
    />
  );
}

function StudyName({ study }: { study: StudyInfo }) {
  const { words } = useSpoken();
  return (
    <>
      {study.description || words.none}{" "}
      <Text span c="dimmed">
        {study.modalities.join(", ")}
      </Text>
    </>
  );
}
