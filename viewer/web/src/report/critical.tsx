import { Alert, Badge, Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../desk/api.ts";
import { moment } from "../desk/formats.ts";
import { Answer } from "../desk/parts/states.tsx";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import { FormDialog, NoteDialog } from "./dialogs.tsx";
import type { Critical, CriticalChoices, WholeReport } from "./types.ts";

/** One alert: what it is, who knows, and what can be done about it. */
export function CriticalAlert({ alert, done }: { alert: Critical; done: () => void }) {
  const { words, language } = useSpoken();
  const { may } = useSession();
  const own = words.reporting;
  const [asking, setAsking] = useState<"acknowledge" | "withdraw" | null>(null);
  const isOverdue = alert.is_open && new Date(alert.escalate_at) <= new Date();
  const how = alert.how === "" ? "" : own.hows[alert.how] + (alert.told_to === "" ? "" : ` (${alert.told_to})`);
  return (
    <Alert color={alert.is_open ? "red" : "gray"} variant="outline" role={alert.is_open ? "alert" : "note"}>
      <Stack gap="xs">
        <Group gap="sm">
          <Text fw={600}>{language === "zh" ? alert.kind_zh : alert.kind_en}</Text>
          {isOverdue && (
            <Badge color="red.9" tt="none" size="lg">
              {own.criticalOverdue}
            </Badge>
          )}
        </Group>
        {alert.note !== "" && <Text className="pre">{alert.note}</Text>}
        <Text size="sm">{`${alert.marked_by} · ${moment(alert.marked_at, language)}`}</Text>
        {alert.is_open && (
          <Text size="sm">
            {own.criticalOpen(alert.recipient || own.everyClinician, moment(alert.escalate_at, language))}
          </Text>
        )}
        {alert.escalated_at !== null && (
          <Text size="sm">{words.companions.escalated(moment(alert.escalated_at, language))}</Text>
        )}
        {alert.acknowledged_at !== null && (
          <Text size="sm">{own.acknowledged(alert.acknowledged_by, moment(alert.acknowledged_at, language), how)}</Text>
        )}
        {alert.withdrawn_at !== null && <Text size="sm">{own.withdrawn(alert.withdrawn_because)}</Text>}
        {alert.is_open && (
          <Group gap="xs">
            {may("acknowledge") && <Button onClick={() => setAsking("acknowledge")}>{own.acknowledge}</Button>}
            {alert.may_withdraw && (
              <Button variant="default" onClick={() => setAsking("withdraw")}>
                {own.withdrawAlert}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {asking === "acknowledge" && <Acknowledge alert={alert} close={() => setAsking(null)} done={done} />}
      {asking === "withdraw" && (
        <NoteDialog
          title={own.withdrawTitle}
          lead={language === "zh" ? alert.kind_zh : alert.kind_en}
          label={own.reason}
          yes={own.withdrawAlert}
          close={() => setAsking(null)}
          act={async (reason) => {
            await post(`/reporting/critical/${alert.id}/withdraw`, { reason });
            done();
          }}
        />
      )}
    </Alert>
  );
}

function Acknowledge({ alert, close, done }: { alert: Critical; close: () => void; done: () => void }) {
  const { words, language } = useSpoken();
  const own = words.reporting;
  const [how, setHow] = useState<"read" | "phone" | "in-person">("read");
  const [toldTo, setToldTo] = useState("");
  return (
    <FormDialog
      title={own.acknowledgeTitle}
      lead={language === "zh" ? alert.kind_zh : alert.kind_en}
      yes={own.acknowledge}
      close={close}
      isReady={how === "read" || toldTo.trim() !== ""}
      act={async () => {
        await post(`/reporting/critical/${alert.id}/acknowledge`, { how, told_to: how === "read" ? "" : toldTo });
        done();
      }}
    >
      <NativeSelect
        label={own.how}
        value={how}
        onChange={(event) => setHow(event.currentTarget.value as typeof how)}
        data={(["read", "phone", "in-person"] as const).map((value) => ({ value, label: own.hows[value] }))}
      />
      {how !== "read" && (
        <TextInput
          label={own.toldTo}
          value={toldTo}
          onChange={(event) => setToldTo(event.currentTarget.value)}
          maxLength={200}
          required
        />
      )}
    </FormDialog>
  );
}

/** Chooses what is critical and who must know. */
export function MarkCritical({ orderId, close, take }: MarkProps) {
  const query = useQuery({
    queryKey: ["critical-choices", orderId],
    queryFn: () => get<CriticalChoices>(`/reporting/orders/${orderId}/critical`),
  });
  return <Answer query={query}>{(choices) => <Mark choices={choices} {...{ orderId, close, take }} />}</Answer>;
}

interface MarkProps {
  orderId: number;
  close: () => void;
  take: (whole: WholeReport) => void;
}

function Mark({ orderId, close, take, choices }: MarkProps & { choices: CriticalChoices }) {
  const { words, language } = useSpoken();
  const own = words.reporting;
  const [kind, setKind] = useState(0);
  const [recipient, setRecipient] = useState("");
  const [note, setNote] = useState("");
  const chosen = choices.kinds[kind];
  return (
    <FormDialog
      title={own.markCriticalTitle}
      lead={chosen === undefined ? "" : own.escalatesAfter(String(chosen.minutes))}
      yes={own.alertThem}
      close={close}
      isReady={chosen !== undefined}
      act={async () => {
        const body = { kind, note, recipient_id: recipient === "" ? null : Number(recipient) };
        take(await post<WholeReport>(`/reporting/orders/${orderId}/critical`, body));
      }}
    >
      <NativeSelect
        label={own.finding}
        value={String(kind)}
        onChange={(event) => setKind(Number(event.currentTarget.value))}
        data={choices.kinds.map((each, position) => ({
          value: String(position),
          label: language === "zh" ? each.zh : each.en,
        }))}
      />
      <NativeSelect
        label={own.recipient}
        value={recipient}
        onChange={(event) => setRecipient(event.currentTarget.value)}
        data={[
          { value: "", label: own.everyClinician },
          ...choices.recipients.map((each) => ({ value: String(each.id), label: each.name })),
        ]}
      />
      <Textarea
        label={own.note}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
    </FormDialog>
  );
}
