import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { get } from "../../desk/api.ts";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Answer, Empty } from "../../desk/parts/states.tsx";
import { usePolling } from "../../desk/poll.ts";
import { useWords } from "../../desk/words/language.ts";
import { CriticalExam } from "../critical-exam.tsx";
import "../report.css";
import type { CriticalOfExam, CriticalResults } from "../types.ts";

/** Findings that nobody has acknowledged, the overdue ones first, and who has heard of the others. */
export function CriticalPage() {
  const words = useWords();
  const query = useQuery({
    queryKey: ["critical-results"],
    queryFn: () => get<CriticalResults>("/reporting/critical"),
    refetchInterval: usePolling(),
  });
  return (
    <Page title={words.reporting.critical} lead={words.companions.criticalLead}>
      <Answer query={query}>{(results) => <Lists results={results} />}</Answer>
    </Page>
  );
}

function Lists({ results: { open, settled } }: { results: CriticalResults }) {
  const { companions } = useWords();
  return (
    <Stack gap="xl">
      {open.length === 0 && <Empty title={companions.nothingCritical} />}
      <List title={companions.overdue} of={open.filter((each) => each.is_overdue)} />
      <List title={companions.unacknowledged} of={open.filter((each) => !each.is_overdue)} />
      <List title={companions.settled} of={settled} />
    </Stack>
  );
}

function List({ title, of }: { title: string; of: readonly CriticalOfExam[] }) {
  if (of.length === 0) return null;
  return (
    <Section title={title}>
      <Stack p="md" gap="lg">
        {of.map((each) => (
          <CriticalExam key={each.id} alert={each} />
        ))}
      </Stack>
    </Section>
  );
}
