import {
  ActionIcon,
  Anchor,
  Button,
  Chip,
  Group,
  Stack,
  Text,
  TextInput,
  Tooltip,
  VisuallyHidden,
} from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconPlus, IconScan, IconUpload, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { get, post } from "../api.ts";
import { day, dicomDate, inputDate, moment, personName, time } from "../formats.ts";
import { DateField } from "../parts/date-field.tsx";
import { Page } from "../parts/page.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import { StepBadge } from "../parts/step-badge.tsx";
import { usePolling } from "../poll.ts";
import { useSession } from "../session.tsx";
import type { ListedOrder } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";

const FILTERS = ["all", "scheduled", "images", "report", "needs"] as const;
type Filter = (typeof FILTERS)[number];

interface OrderList {
  orders: ListedOrder[];
  is_whole: boolean;
}

/** The front desk's day: who comes, how far they are, and where a person is needed. */
export function OrdersPage() {
  const { words } = useSpoken();
  const { may } = useSession();
  const [, go] = useLocation();
  const [date, setDate] = useState(() => inputDate(new Date()));
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([
    ["/", () => field.current?.focus()],
    ["n", () => may("keep-orders") && go("/orders/new")],
  ]);
  const interval = usePolling();
  const query = useQuery({
    queryKey: ["orders", text === "" ? date : "", text],
    queryFn: () => (text === "" ? get<OrderList>(`/orders?${ofDay(date)}`) : searched(text)),
    refetchInterval: interval,
    placeholderData: keepPreviousData,
  });
  const find = async (wanted: string) => {
    if (wanted === "") return setText("");
    // A scanner types the whole number and Enter: then there is nothing to choose.
    const found = await searched(wanted).catch(() => null);
    const exact = found?.orders.find((order) => order.accession_number === wanted);
    if (exact !== undefined) go(`/orders/${exact.id}`);
    else setText(wanted);
  };
  const actions = may("keep-orders") && (
    <>
      <Button component={Link} href="/orders/csv" variant="default" leftSection={<IconUpload size={18} aria-hidden />}>
        {words.uploadCsv}
      </Button>
      <Button component={Link} href="/orders/new" leftSection={<IconPlus size={18} aria-hidden />}>
        {words.newOrder}
      </Button>
    </>
  );
  return (
    <Page title={words.orders} actions={actions || undefined}>
      <Stack gap="md">
        <Group align="start" gap="md">
          <Find field={field} text={text} find={find} />
          {text === "" && <DayChoice date={date} change={setDate} />}
        </Group>
        <FilterChoice filter={filter} change={setFilter} />
        <Answer query={query}>{(list) => <OrderTable list={list} filter={filter} text={text} date={date} />}</Answer>
        <Text c="dimmed" size="sm" visibleFrom="sm">
          {words.keysHint}
        </Text>
      </Stack>
    </Page>
  );
}

/** What a text is found in: it may be somebody's name, which stands in no address. */
function searched(text: string): Promise<OrderList> {
  return post<OrderList>("/orders/search", { text });
}

/** The day from its midnight to the next, in the reader's own time. */
function ofDay(date: string): URLSearchParams {
  const from = new Date(`${date}T00:00`);
  const before = new Date(from.getFullYear(), from.getMonth(), from.getDate() + 1);
  return new URLSearchParams({ from: from.toISOString(), before: before.toISOString() });
}

function Find(props: {
  field: React.RefObject<HTMLInputElement | null>;
  text: string;
  find: (text: string) => Promise<void>;
}) {
  const { words } = useSpoken();
  const [typed, setTyped] = useState(props.text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void props.find(typed.trim());
  };
  const clear = () => {
    setTyped("");
    void props.find("");
    props.field.current?.focus();
  };
  return (
    <form role="search" onSubmit={submit} style={{ flex: "1 1 20rem" }}>
      <TextInput
        ref={props.field}
        label={words.findOrder}
        placeholder={words.findOrderHint}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoFocus
        leftSection={<IconScan size={18} aria-hidden />}
        rightSection={
          typed !== "" && (
            <ActionIcon variant="subtle" color="gray" aria-label={words.clear} onClick={clear} size="lg">
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )
        }
      />
    </form>
  );
}

// Beside the field, whatever is said below it: a button that moved away under a finger would not be pressed.
const BELOW_LABEL = "calc(1rem * var(--mantine-line-height))";

function DayChoice({ date, change }: { date: string; change: (date: string) => void }) {
  const { words } = useSpoken();
  const [turns, setTurns] = useState(0);
  const show = (day: string) => {
    change(day);
    // What was typed and is no date goes, although the day stays.
    setTurns(turns + 1);
  };
  const move = (days: number) => {
    const from = new Date(`${date}T00:00`);
    show(inputDate(new Date(from.getFullYear(), from.getMonth(), from.getDate() + days)));
  };
  return (
    <Group gap={4} align="start">
      <Tooltip label={words.previousDay}>
        <ActionIcon
          variant="default"
          size={42}
          mt={BELOW_LABEL}
          aria-label={words.previousDay}
          onClick={() => move(-1)}
        >
          <IconChevronLeft size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <div style={{ width: "10rem" }}>
        <DateField key={turns} label={words.date} value={date} change={change} />
      </div>
      <Tooltip label={words.nextDay}>
        <ActionIcon variant="default" size={42} mt={BELOW_LABEL} aria-label={words.nextDay} onClick={() => move(1)}>
          <IconChevronRight size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Button variant="subtle" onClick={() => show(inputDate(new Date()))} px="sm" mt={BELOW_LABEL}>
        {words.today}
      </Button>
    </Group>
  );
}

function FilterChoice({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  const { words } = useSpoken();
  const labels: Record<Filter, string> = { ...words.step, all: words.all, needs: words.needsPerson };
  return (
    <Chip.Group value={filter} onChange={(value) => change(value as Filter)}>
      <Group gap="xs" role="radiogroup" aria-label={words.progress}>
        {FILTERS.map((value) => (
          <Chip key={value} value={value} size="md" variant="outline">
            {labels[value]}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function OrderTable(props: { list: OrderList; filter: Filter; text: string; date: string }) {
  const { words, language } = useSpoken();
  const { list, filter, text } = props;
  const shown = list.orders.filter((order) => isShown(order, filter)).sort(bySchedule);
  if (shown.length === 0) {
    if (list.orders.length > 0) return <Empty title={words.notInState} />;
    return text === "" ? (
      <Empty title={words.noOrders}>{words.noOrdersLead}</Empty>
    ) : (
      <Empty title={words.nothingFound} />
    );
  }
  return (
    <Stack gap="xs">
      <Text c="dimmed" aria-live="polite">
        {text === "" ? day(new Date(`${props.date}T00:00`), language) : words.foundFor(text)}
        {!list.is_whole && ` · ${words.notWhole}`}
      </Text>
      <div className="surface">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.patient}</th>
              <th scope="col">{words.accessionNumber}</th>
              <th scope="col">{words.exam}</th>
              <th scope="col">{words.place}</th>
              <th scope="col">{words.progress}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((order) => (
              <OrderRow key={order.id} order={order} isDayShown={text !== ""} />
            ))}
          </tbody>
        </table>
      </div>
    </Stack>
  );
}

function OrderRow({ order, isDayShown }: { order: ListedOrder; isDayShown: boolean }) {
  const { words, language } = useSpoken();
  const when = isDayShown ? moment(order.scheduled_at, language) : time(order.scheduled_at, language);
  return (
    <tr>
      <td className="nowrap">{when || words.notScheduled}</td>
      <td>
        <Anchor component={Link} href={`/orders/${order.id}`} className="whole" fw={600} c="var(--mantine-color-text)">
          {personName(order.patient_name)}
        </Anchor>
        <Text c="dimmed" size="sm">
          {dicomDate(order.patient_birth_date)}
          {order.patient_sex !== "" && ` · ${words.sexes[order.patient_sex]}`}
        </Text>
      </td>
      <td className="breaks" data-label={words.accessionNumber}>
        {order.accession_number}
      </td>
      <td>
        {order.procedure_description}
        {order.modality !== "" && (
          <Text span c="dimmed">
            {" "}
            {order.modality}
          </Text>
        )}
      </td>
      <td>{order.place}</td>
      <td>
        <VisuallyHidden>{words.progress}: </VisuallyHidden>
        <StepBadge order={order} />
      </td>
    </tr>
  );
}

function isShown(order: ListedOrder, filter: Filter): boolean {
  if (filter === "all") return true;
  if (filter === "needs") return order.question_count + order.document_count > 0;
  return order.cancelled_at === null && order.step === filter;
}

function bySchedule(one: ListedOrder, other: ListedOrder): number {
  return (one.scheduled_at ?? "").localeCompare(other.scheduled_at ?? "") || one.id - other.id;
}
