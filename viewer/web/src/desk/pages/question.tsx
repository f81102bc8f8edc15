import { Alert, Button, Group, Stack, Text, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { get, post } from "../api.ts";
import { fieldNames } from "../field-names.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { Ask } from "../parts/dialog.tsx";
import { Page } from "../parts/page.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { Candidate, Question, Said } from "../told/questions.ts";
import { whyAsked } from "../why-asked.ts";
import { useSpoken, type Words } from "../words/language.ts";

interface Asked {
  question: Question;
  candidates: Candidate[];
}

/** One study beside the orders that it may belong to: a person sees what differs, and decides. */
export function QuestionPage({ studyId }: { studyId: number }) {
  const { words } = useSpoken();
  const [text, setText] = useState("");
  const query = useQuery({
    queryKey: ["question", studyId, text],
    // What is searched for may be somebody's name, which stands in no address.
    queryFn: () =>
      text === "" ? get<Asked>(`/questions/${studyId}`) : post<Asked>(`/questions/${studyId}/search`, { text }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={words.queue}>
      <Answer query={query}>{(asked) => <Decision asked={asked} find={setText} />}</Answer>
    </Page>
  );
}

function Decision({ asked, find }: { asked: Asked; find: (text: string) => void }) {
  const { words } = useSpoken();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { question, candidates } = asked;
  const [doubted, setDoubted] = useState<Candidate | null>(null);
  const decide = async (orderId: number | null) => {
    try {
      await post(`/questions/${question.study_id}`, { order_id: orderId, seen_variants: question.variants });
    } catch (error) {
      // Perhaps something came that the person has not seen: show it before they decide again.
      void client.invalidateQueries({ queryKey: ["question", question.study_id] });
      throw error;
    }
    await client.invalidateQueries({ queryKey: ["questions"] });
    void client.invalidateQueries({ queryKey: ["orders"] });
    go("/queue");
  };
  const deciding = useMutation({ mutationFn: decide });
  return (
    <Stack gap="lg">
      <Alert color="yellow" variant="outline">
        {whyAsked(question, words)}
        {question.variants > 1 && ` ${words.severalVariants(question.variants)}`}
      </Alert>
      {deciding.error !== null && (
        <Alert color="red" role="alert" variant="outline">
          {sentence(deciding.error, words)}
        </Alert>
      )}
      <div className="compare">
        <StudySays question={question}>
          <Button variant="default" loading={deciding.isPending} onClick={() => deciding.mutate(null)}>
            {words.leave}
          </Button>
          <Text c="dimmed" size="sm">
            {words.leaveHint}
          </Text>
        </StudySays>
        <Stack gap="md">
          <FindCandidate find={find} />
          {candidates.length === 0 && <Empty title={words.noCandidates} />}
          {candidates.map((order) => (
            <OrderSays
              key={order.id}
              order={order}
              choose={() => (order.differing.length > 0 ? setDoubted(order) : deciding.mutate(order.id))}
            />
          ))}
        </Stack>
      </div>
      {doubted !== null && (
        <Ask
          isOpen
          close={() => setDoubted(null)}
          title={words.belongsTitle}
          lead={words.belongsLead(labels(doubted, words))}
          yes={words.belongsYes}
          act={() => decide(doubted.id)}
        />
      )}
    </Stack>
  );
}

function labels({ differing }: Candidate, words: Words): string {
  const names = differing.map((attribute) => fieldNames([attribute], words));
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
}

function StudySays({ question, children }: { question: Question; children: React.ReactNode }) {
  const { words } = useSpoken();
  return (
    <Stack component="section" gap="sm" className="surface" p="md" style={{ alignSelf: "start" }}>
      <Title order={2} size="h4">
        {words.studySays}
      </Title>
      {question.said.map((said, index) => (
        <Stack key={index} gap="xs">
          {question.said.length > 1 && (
            <Text fw={600}>
              {index + 1} / {question.said.length}
            </Text>
          )}
          <Facts said={said} />
        </Stack>
      ))}
      {children}
    </Stack>
  );
}

function Facts({ said }: { said: Said }) {
  const { words } = useSpoken();
  const issuer: [string, string][] = [[words.issuerOfPatientId, said.issuer_of_patient_id]];
  const facts: [string, string][] = [
    [words.accessionNumber, said.accession_number],
    [words.patientId, said.patient_id],
    // Few machines write it; where they do, it tells whose number the patient ID is.
    ...(said.issuer_of_patient_id === "" ? [] : issuer),
    [words.patientName, personName(said.patient_name)],
    [words.birthDate, dicomDate(said.patient_birth_date)],
    [words.sex, sexOf(said.patient_sex, words)],
    [words.exam, said.study_description],
    [words.studyDate, dicomDate(said.study_date)],
  ];
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label} style={{ display: "contents" }}>
          <dt>{label}</dt>
          <dd>{value || words.none}</dd>
        </div>
      ))}
    </dl>
  );
}

function FindCandidate({ find }: { find: (text: string) => void }) {
  const { words } = useSpoken();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    find(String(new FormData(event.currentTarget).get("text") ?? "").trim());
  };
  return (
    <form role="search" onSubmit={submit}>
      <TextInput
        name="text"
        label={words.findCandidate}
        placeholder={words.findOrderHint}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
    </form>
  );
}

/** What no order may say stands as it is. */
function sexOf(sex: string, words: Words): string {
  return (words.sexes as Record<string, string>)[sex] ?? sex;
}

function OrderSays({ order, choose }: { order: Candidate; choose: () => void }) {
  const { words, language } = useSpoken();
  const says = {
    accession_number: order.accession_number,
    patient_id: order.patient_id,
    patient_name: personName(order.patient_name),
    patient_birth_date: dicomDate(order.patient_birth_date),
    patient_sex: sexOf(order.patient_sex, words),
  };
  const differing = new Set<string>(order.differing);
  return (
    <Stack component="section" gap="sm" className="surface" p="md" aria-label={order.accession_number}>
      <Title order={2} size="h4">
        {words.orderSays}
      </Title>
      <dl className="facts">
        {Object.entries(says).map(([attribute, value]) => (
          <div key={attribute} style={{ display: "contents" }}>
            <dt>{fieldNames([attribute], words)}</dt>
            <dd {...(differing.has(attribute) ? { "data-differs": "" } : {})}>
              {value || words.none}
              {differing.has(attribute) && (
                <Text span fw={600}>
                  <VisuallyHidden>, </VisuallyHidden> · {words.differs}
                </Text>
              )}
            </dd>
          </div>
        ))}
        <dt>{words.exam}</dt>
        <dd>{order.procedure_description}</dd>
        <dt>{words.scheduledAt}</dt>
        <dd>{moment(order.scheduled_at, language) || words.notScheduled}</dd>
      </dl>
      <Group>
        <Button variant={differing.size > 0 ? "default" : "filled"} onClick={choose}>
          {words.belongs}
        </Button>
      </Group>
    </Stack>
  );
}
