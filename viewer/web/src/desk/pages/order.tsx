import { Button, Group, Stack, Stepper, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { Ask } from "../parts/dialog.tsx";
import { LinkSection } from "../parts/link-section.tsx";
import { Page, Section } from "../parts/page.tsx";
import { ReportSection } from "../parts/report-section.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import { StepBadge } from "../parts/step-badge.tsx";
import { usePollInterval } from "../poll.ts";
import { useSession } from "../session.tsx";
import type { Step, WholeOrder } from "../types.ts";
import { useSpoken } from "../words/language.ts";

const STEPS: Step[] = ["scheduled", "images", "report"];

export function OrderPage({ id }: { id: number }) {
  const query = useQuery({
    queryKey: ["order", id],
    queryFn: () => get<WholeOrder>(`/orders/${id}`),
    refetchInterval: usePollInterval(),
  });
  return <Answer query={query}>{(order) => <Whole order={order} />}</Answer>;
}

function Whole({ order }: { order: WholeOrder }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const client = useQueryClient();
  const [isAsking, { open, close }] = useDisclosure();
  const take = (changed: WholeOrder) => {
    client.setQueryData(["order", order.id], changed);
    void client.invalidateQueries({ queryKey: ["orders"] });
  };
  const isCancelled = order.cancelled_at !== null;
  return (
    <Page title={personName(order.patient_name)} lead={order.procedure_description}>
      <Stack gap="xl">
        <Facts order={order} />
        {isCancelled || order.question_count > 0 ? (
          <StepBadge order={order} />
        ) : (
          <Stepper
            active={STEPS.indexOf(order.step) + 1}
            size="sm"
            allowNextStepsSelect={false}
            aria-label={words.progress}
          >
            {STEPS.map((step) => (
              <Stepper.Step key={step} label={words.step[step]} component="div" />
            ))}
          </Stepper>
        )}
        <LinkSection order={order} take={take} />
        <Section title={words.studies}>
          <Studies order={order} />
        </Section>
        <ReportSection order={order} take={take} />
        {may("keep-orders") && !isCancelled && (
          <Group>
            <Button variant="default" onClick={open}>
              {words.cancelOrder}
            </Button>
          </Group>
        )}
      </Stack>
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

function Studies({ order }: { order: WholeOrder }) {
  const { words } = useSpoken();
  if (order.studies.length === 0) return <Empty title={words.noStudies} />;
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{words.exam}</th>
          <th scope="col">{words.studyDate}</th>
          <th scope="col">{words.studies}</th>
        </tr>
      </thead>
      <tbody>
        {order.studies.map((study) => (
          <tr key={study.id}>
            <td>
              {study.description || words.none}{" "}
              <Text span c="dimmed">
                {study.modalities.join(", ")}
              </Text>
            </td>
            <td>{dicomDate(study.date)}</td>
            <td>{words.seriesCount(study.series, study.instances)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
