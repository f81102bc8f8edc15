import { Alert, Button, Group, Stack, Text, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { get, post } from "../api.ts";
import { type Compared, compare } from "../compare.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { Ask } from "../parts/dialog.tsx";
import { Page } from "../parts/page.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { PlainOrder, Question, Said } from "../types.ts";
import { useSpoken, type Words } from "../words/language.ts";

interface Asked {
  question: Question;
  candidates: PlainOrder[];
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
  const [doubted, setDoubted] = useState<PlainOrder | null>(null);
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
        {words.reason[question.reason]}
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
            <Candidate
              key={order.id}
              question={question}
              order={order}
              choose={(differences) => (differences.length > 0 ? setDoubted(order) : deciding.mutate(order.id))}
            />
          ))}
        </Stack>
      </div>
      {doubted !== null && (
        <Ask
          isOpen
          close={() => setDoubted(null)}
          title={words.belongsTitle}
          lead={words.belongsLead(labels(compare(question.said, doubted), words))}
          yes={words.belongsYes}
          act={() => decide(doubted.id)}
        />
      )}
    </Stack>
  );
}

function labels(compared: Compared[], words: Words): string {
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(
    compared.filter(({ differs }) => differs).map(({ field }) => words[field]),
  );
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
  const facts: [string, string][] = [
    [words.accessionNumber, said.accession_number],
    [words.patientId, said.patient_id],
    [words.patientName, personName(said.patient_name)],
    [words.birthDate, dicomDate(said.patient_birth_date)],
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

function Candidate(props: { question: Question; order: PlainOrder; choose: (differences: Compared[]) => void }) {
  const { words, language } = useSpoken();
  const { question, order } = props;
  const compared = compare(question.said, order);
  const differences = compared.filter(({ differs }) => differs);
  return (
    <Stack component="section" gap="sm" className="surface" p="md" aria-label={order.accession_number}>
      <Title order={2} size="h4">
        {words.orderSays}
      </Title>
      <dl className="facts">
        {compared.map(({ field, order: value, differs }) => (
          <div key={field} style={{ display: "contents" }}>
            <dt>{words[field]}</dt>
            <dd {...(differs ? { "data-differs": "" } : {})}>
              {value || words.none}
              {differs && (
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
        <Button variant={differences.length > 0 ? "default" : "filled"} onClick={() => props.choose(differences)}>
          {words.belongs}
        </Button>
      </Group>
    </Stack>
  );
}
