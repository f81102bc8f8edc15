import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { get } from "../api.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { Page } from "../parts/page.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import type { Question } from "../told/questions.ts";
import { whyAsked } from "../why-asked.ts";
import { useSpoken } from "../words/language.ts";

/** What waits for a person, the oldest first. */
export function QueuePage() {
  const { words } = useSpoken();
  const query = useQuery({
    queryKey: ["questions"],
    queryFn: () => get<{ questions: Question[] }>("/questions"),
  });
  return (
    <Page title={words.queue} lead={words.queueLead}>
      <Answer query={query}>{({ questions }) => <Waiting questions={questions} />}</Answer>
    </Page>
  );
}

function Waiting({ questions }: { questions: Question[] }) {
  const { words, language } = useSpoken();
  if (questions.length === 0) return <Empty title={words.noQuestions}>{words.noQuestionsLead}</Empty>;
  return (
    <div className="surface">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.patient}</th>
            <th scope="col">{words.exam}</th>
            <th scope="col">{words.accessionNumber}</th>
            <th scope="col">{words.waiting}</th>
          </tr>
        </thead>
        <tbody>
          {questions.map((question) => (
            <tr key={question.study_id}>
              <td>
                <Anchor
                  component={Link}
                  href={`/queue/${question.study_id}`}
                  className="whole"
                  fw={600}
                  c="var(--mantine-color-text)"
                >
                  {personName(question.patient_name) || question.patient_id || words.none}
                </Anchor>
                <Text c="dimmed" size="sm">
                  {dicomDate(question.patient_birth_date)}
                </Text>
              </td>
              <td>
                {question.study_description || words.none}
                <Text c="dimmed" size="sm">
                  {dicomDate(question.study_date)}
                </Text>
              </td>
              <td className="breaks" data-label={words.accessionNumber}>
                {question.accession_number || words.none}
              </td>
              <td>
                {whyAsked(question, words)}
                <Text c="dimmed" size="sm">
                  {words.waitingSince(moment(question.asked_at, language))}
                </Text>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
