import { Badge, Group } from "@mantine/core";
import { IconAlertTriangle, IconCalendar, IconFileCheck, IconPhoto, IconX } from "@tabler/icons-react";
import type { ListedOrder } from "../told/orders.ts";
import { useWords } from "../words/language.ts";

const ICONS = { scheduled: IconCalendar, images: IconPhoto, report: IconFileCheck };

/** How far an order is, in a word and a sign; amber only where a person is needed. */
export function StepBadge({ order }: { order: ListedOrder }) {
  const words = useWords();
  const Icon = order.cancelled_at === null ? ICONS[order.step] : IconX;
  const text = order.cancelled_at === null ? words.step[order.step] : words.cancelled;
  const isDone = order.cancelled_at === null && order.step === "report";
  return (
    <Group gap={6}>
      <Badge
        variant={isDone ? "light" : "default"}
        color={isDone ? "green" : "gray"}
        size="lg"
        miw="max-content"
        tt="none"
        fw={500}
        {...(isDone ? { c: "var(--mantine-color-text)" } : {})}
        leftSection={<Icon size={14} aria-hidden />}
      >
        {text}
      </Badge>
      {order.question_count > 0 && <ToDecide text={words.decide(order.question_count)} />}
      {order.document_count > 0 && <ToDecide text={words.documentsToDecide(order.document_count)} />}
    </Group>
  );
}

function ToDecide({ text }: { text: string }) {
  return (
    <Badge
      variant="light"
      color="yellow"
      c="var(--mantine-color-text)"
      size="lg"
      miw="max-content"
      tt="none"
      fw={500}
      leftSection={<IconAlertTriangle size={14} aria-hidden />}
    >
      {text}
    </Badge>
  );
}
