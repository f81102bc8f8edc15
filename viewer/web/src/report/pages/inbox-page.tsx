import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { get } from "../../desk/api.ts";
import { moment, personName } from "../../desk/formats.ts";
import { Page, Section } from "../../desk/parts/page.tsx";
import { Rows } from "../../desk/parts/rows.tsx";
import { Answer, Empty } from "../../desk/parts/states.tsx";
import { usePolling } from "../../desk/poll.ts";
import { useSession } from "../../desk/session.tsx";
import { useSpoken } from "../../desk/words/language.ts";
import { NewsList } from "../../telling/news-list.tsx";
import { CriticalExam } from "../critical-exam.tsx";
import "../report.css";
import type { Inbox, InboxWork } from "../types.ts";

export function useInbox(isEnabled: boolean) {
  return useQuery({
    queryKey: ["inbox"],
    queryFn: () => get<Inbox>("/reporting/inbox"),
    enabled: isEnabled,
    refetchInterval: usePolling(),
  });
}

/** How many things wait for this person, of whatever kind. */
export function waitingIn(inbox: Inbox | undefined): number {
  return inbox === undefined ? 0 : inbox.critical.length + inbox.to_review.length + inbox.sent_back.length;
}

/** What waits for whoever is signed in, the most urgent first. */
export function InboxPage() {
  const own = useSpoken().words.reporting;
  const { may } = useSession();
  const hasReports = may("write-reports") || may("acknowledge");
  const query = useInbox(hasReports);
  return (
    <Page title={own.inbox}>
      <NewsList />
      {hasReports && <Answer query={query}>{(inbox) => <Lists inbox={inbox} />}</Answer>}
    </Page>
  );
}

function Lists({ inbox }: { inbox: Inbox }) {
  const own = useSpoken().words.reporting;
  const isEmpty = waitingIn(inbox) + inbox.mine.length === 0;
  if (isEmpty) return <Empty title={own.nothingWaits} />;
  return (
    <Stack gap="xl">
      {inbox.critical.length > 0 && (
        <Section title={own.critical}>
          <Stack p="md">
            {inbox.critical.map((each) => (
              <CriticalExam key={each.id} alert={each} />
            ))}
          </Stack>
        </Section>
      )}
      <Works title={own.sentBack} works={inbox.sent_back} />
      <Works title={own.toReview} works={inbox.to_review} />
      <Works title={own.mine} works={inbox.mine} />
    </Stack>
  );
}

function Works({ title, works }: { title: string; works: InboxWork[] }) {
  const { words, language } = useSpoken();
  if (works.length === 0) return null;
  return (
    <Section title={title}>
      <Rows
        entries={works}
        keyOf={(work) => work.id}
        columns={[
          {
            title: words.patientName,
            cell: (work) => (
              <Link className="whole" href={`/reports/${work.order.id}`}>
                {personName(work.order.patient_name)}
              </Link>
            ),
          },
          { title: words.exam, cell: (work) => work.order.procedure_description },
          { title: words.accessionNumber, cell: (work) => work.order.accession_number },
          { title: words.reportAuthor, cell: (work) => work.author },
          { title: words.date, cell: (work) => moment(work.saved_at, language) },
        ]}
      />
    </Section>
  );
}
