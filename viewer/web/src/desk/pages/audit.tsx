import { Button, Center, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { get } from "../api.ts";
import { named, told } from "../audit-told.ts";
import { moment } from "../formats.ts";
import { Page } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import type { AuditEvent } from "../told/oversight.ts";
import { useSpoken } from "../words/language.ts";

interface Trail {
  events: AuditEvent[];
  next: number | null;
}

export function AuditPage() {
  const { words } = useSpoken();
  const query = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam }) => get<Trail>(`/audit${pageParam === 0 ? "" : `?before=${pageParam}`}`),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  const events = query.data?.pages.flatMap((page) => page.events);
  return (
    <Page title={words.audit} lead={words.auditLead}>
      {query.error !== null && <Failed error={query.error} again={() => void query.refetch()} />}
      {query.isPending && <Text role="status">{words.loading}</Text>}
      {events?.length === 0 && <Empty title={words.noEvents} />}
      {events !== undefined && events.length > 0 && <Events events={events} />}
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.older}
          </Button>
        </Center>
      )}
    </Page>
  );
}

function Events({ events }: { events: AuditEvent[] }) {
  const { words, language } = useSpoken();
  const kind = named(words.auditKind);
  const action = named(words.auditAction);
  const detail = named(words.auditDetail);
  const outcomes = { success: words.success, denied: words.denied, failed: words.failedOutcome };
  return (
    <div className="surface">
      <Rows
        entries={events}
        keyOf={(event) => event.sequence}
        columns={[
          { title: words.when, cell: (event) => moment(event.at, language), className: "nowrap" },
          {
            title: words.who,
            cell: (event) => <WithMore text={event.actor} more={[kind(event.actor_kind)]} />,
            className: "breaks",
          },
          {
            title: words.what,
            cell: (event) =>
              event.outcome === "success" ? (
                action(event.action)
              ) : (
                <Text span fw={600}>
                  {action(event.action)} · {outcomes[event.outcome]}
                </Text>
              ),
          },
          {
            title: words.about,
            cell: (event) => (
              <WithMore
                text={[kind(event.subject_kind), event.subject_id ?? ""].join(" ").trim()}
                more={inOrder(event.detail, Object.keys(words.auditDetail)).map(
                  ([name, value]) => `${detail(name)} ${told(name, value, words, language)}`,
                )}
              />
            ),
            className: "breaks",
          },
          { title: words.from, cell: (event) => event.address, isLabelled: true },
        ]}
      />
    </div>
  );
}

function WithMore({ text, more }: { text: string; more: string[] }) {
  return (
    <>
      {text}{" "}
      <Text span c="dimmed">
        {more.join(" · ")}
      </Text>
    </>
  );
}

/** A detail's parts in the order in which they are read. */
function inOrder(detail: AuditEvent["detail"], names: readonly string[]): [string, string | number][] {
  return Object.entries(detail).sort(([one], [other]) => names.indexOf(one) - names.indexOf(other));
}
