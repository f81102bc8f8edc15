import { Alert, Badge, Button, Group, SegmentedControl, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../api.ts";
import { moment } from "../formats.ts";
import { outboxItem } from "../outbox-item.ts";
import { FormDialog } from "../parts/dialog.tsx";
import { text } from "../parts/entry-form.tsx";
import { Page } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, sentence } from "../parts/states.tsx";
import { usePolling } from "../poll.ts";
import type { DeliveryInfo } from "../told/exchange.ts";
import { useSpoken, type Words } from "../words/language.ts";

type List = keyof Words["exchange"]["list"];

interface Outbox {
  deliveries: DeliveryInfo[];
  has_more: boolean;
  waiting: number;
  given_up: number;
}

const COLORS: Record<DeliveryInfo["state"], string> = {
  waiting: "gray",
  sending: "gray",
  delivered: "green",
  "given-up": "yellow",
  discarded: "gray",
};

/** One of the lists, asked for again and again; the menu counts what was given up. */
export function useOutbox(isEnabled: boolean, list: List = "given-up", before: number | null = null) {
  const older = before === null ? "" : `&before=${before}`;
  return useQuery({
    queryKey: ["/outbox", list, before],
    queryFn: () => get<Outbox>(`/outbox?list=${list}${older}`),
    enabled: isEnabled,
    refetchInterval: usePolling(),
  });
}

/** What must reach other systems, and what keeps it from that. */
export function OutboxPage() {
  const { words: all } = useSpoken();
  const words = all.exchange;
  const [list, setList] = useState<List>("given-up");
  const [before, setBefore] = useState<number | null>(null);
  const query = useOutbox(true, list, before);
  const counts = { "given-up": query.data?.given_up, waiting: query.data?.waiting, ended: undefined };
  const label = (each: List) =>
    counts[each] === undefined ? words.list[each] : words.listWithCount(words.list[each], counts[each]);
  const turn = (each: string) => {
    setBefore(null);
    setList(each as List);
  };
  return (
    <Page title={words.outbox} lead={words.outboxLead}>
      <SegmentedControl
        aria-label={words.outbox}
        value={list}
        onChange={turn}
        // All three fit the narrowest phone, in every language.
        styles={{ label: { paddingInline: 4 } }}
        data={(["given-up", "waiting", "ended"] as const).map((each) => ({ value: each, label: label(each) }))}
      />
      <Answer query={query}>
        {({ deliveries, has_more: hasMore }) => (
          <>
            <div className="surface">
              <Deliveries deliveries={deliveries} list={list} />
            </div>
            <Group>
              {before !== null && (
                <Button variant="default" onClick={() => setBefore(null)}>
                  {words.backToStart}
                </Button>
              )}
              {hasMore && (
                <Button variant="default" onClick={() => setBefore(deliveries.at(-1)?.id ?? null)}>
                  {words.more}
                </Button>
              )}
            </Group>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Deliveries({ deliveries, list }: { deliveries: DeliveryInfo[]; list: List }) {
  const { words: all, language } = useSpoken();
  const words = all.exchange;
  const client = useQueryClient();
  const [discarded, setDiscarded] = useState<DeliveryInfo | null>(null);
  const anew = () => client.invalidateQueries({ queryKey: ["/outbox"] });
  const again = useMutation({ mutationFn: ({ id }: DeliveryInfo) => post(`/outbox/${id}/resend`), onSettled: anew });
  return (
    <>
      {again.error !== null && (
        <Alert m="md" color="red" role="alert" variant="outline">
          {sentence(again.error, all)}
        </Alert>
      )}
      <Rows
        entries={deliveries}
        keyOf={({ id }) => id}
        empty={words.empty[list]}
        columns={[
          {
            title: words.what,
            cell: (each) => (
              <>
                <Text fw={600}>{words.content[each.content]}</Text>
                <Text c="dimmed" size="sm">
                  {outboxItem(each.key, all)}
                </Text>
              </>
            ),
            className: "breaks",
          },
          { title: words.to, cell: (each) => each.destination, isLabelled: true, className: "breaks" },
          { title: words.since, cell: (each) => moment(each.put_at, language), isLabelled: true },
          { title: words.standing, cell: (each) => <Standing delivery={each} />, className: "breaks" },
        ]}
        {...(list !== "ended" && {
          actions: (each: DeliveryInfo) => (
            <Group gap="xs" justify="end">
              {each.state === "given-up" && (
                <Button
                  size="sm"
                  loading={again.isPending && again.variables.id === each.id}
                  onClick={() => again.mutate(each)}
                >
                  {words.sendAgain}
                </Button>
              )}
              {each.state !== "sending" && (
                <Button size="sm" variant="default" onClick={() => setDiscarded(each)}>
                  {words.discard}
                </Button>
              )}
            </Group>
          ),
        })}
      />
      {discarded !== null && (
        <FormDialog
          title={words.discardTitle}
          lead={words.discardLead}
          yes={words.discard}
          close={() => setDiscarded(null)}
          save={async (fields) => {
            await post(`/outbox/${discarded.id}/discard`, { reason: text(fields, "reason") });
            await anew();
          }}
        >
          <Textarea name="reason" label={words.reason} required minLength={3} maxLength={500} autosize minRows={2} />
        </FormDialog>
      )}
    </>
  );
}

function Standing({ delivery }: { delivery: DeliveryInfo }) {
  const { words: all, language } = useSpoken();
  const words = all.exchange;
  const { state, tries, problem, problem_code: code, next_try_at: next, ended_at: ended, ended_by: who } = delivery;
  const isOver = state === "delivered" || state === "discarded";
  const trouble = problem === "" || isOver ? "" : words.trouble[problem];
  return (
    <>
      <Badge color={COLORS[state]} variant="outline" c="var(--mantine-color-text)" tt="none">
        {words.state[state]}
      </Badge>
      {trouble !== "" && <Text>{code === "" ? trouble : words.withCode(trouble, code)}</Text>}
      {delivery.reason !== "" && <Text className="pre">{delivery.reason}</Text>}
      <Text c="dimmed" size="sm">
        {[
          tries > 0 ? words.tries(tries) : "",
          next === null ? "" : words.nextTry(moment(next, language)),
          ended === null ? "" : words.endedAt(moment(ended, language)),
          who === "" ? "" : words.endedBy(who),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </>
  );
}
