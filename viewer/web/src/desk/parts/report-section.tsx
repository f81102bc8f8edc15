import {
  Alert,
  Badge,
  Button,
  FileInput,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { post } from "../api.ts";
import { base64 } from "../base64.ts";
import { moment } from "../formats.ts";
import { useSession } from "../session.tsx";
import type { ReportInfo, ReportState, WholeOrder } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";
import { Documents } from "./documents.tsx";
import { Section } from "./page.tsx";
import { PasswordField } from "./password-field.tsx";
import { ShowPdf } from "./show-pdf.tsx";
import { Empty, sentence } from "./states.tsx";

// What a report may become next; the server holds the same rule.
const NEXT: Record<ReportState | "", ReportState[]> = {
  "": ["final", "preliminary", "draft"],
  draft: ["final", "preliminary", "draft"],
  preliminary: ["final", "preliminary"],
  final: ["amended"],
  amended: ["amended"],
};

/** Who may not sign brings nothing that the patient would read. */
function statesAfter(order: WholeOrder, maySign: boolean): ReportState[] {
  return NEXT[order.reports[0]?.state ?? ""].filter((state) => maySign || !isFinished(state));
}

function isFinished(state: ReportState): boolean {
  return state === "final" || state === "amended";
}

export function ReportSection({ order, take }: { order: WholeOrder; take: (order: WholeOrder) => void }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const [isWriting, { open, close }] = useDisclosure();
  const maySign = may("sign-reports") && order.is_licensed;
  const action = (
    <>
      {may("see-reports") && (
        <Button component={Link} href={`/reports/${order.id}`} variant="default">
          {words.reporting.openReport}
        </Button>
      )}
      {may("write-reports") && statesAfter(order, maySign).length > 0 && (
        <Button variant="default" onClick={open}>
          {words.addReport}
        </Button>
      )}
    </>
  );
  return (
    <Section title={words.report} actions={action}>
      <Documents order={order} take={take} />
      {may("sign-reports") && !order.is_licensed && (
        <Text c="dimmed" px="md">
          {words.reporting.notLicensed}
        </Text>
      )}
      {order.reports.length === 0 && <Empty title={words.noReports} />}
      <Stack gap={0}>
        {order.reports.map((report) => (
          <Version key={report.id} report={report} orderId={order.id} />
        ))}
      </Stack>
      <Modal
        opened={isWriting}
        onClose={close}
        title={words.addReport}
        size="lg"
        closeButtonProps={{ "aria-label": words.close }}
      >
        <ReportForm
          order={order}
          done={(changed) => {
            take(changed);
            close();
          }}
        />
      </Modal>
    </Section>
  );
}

function Version({ report, orderId }: { report: ReportInfo; orderId: number }) {
  const { words, language } = useSpoken();
  const { may } = useSession();
  const name = `report-${orderId}-${report.version}.pdf`;
  return (
    <Stack gap={4} p="md">
      <Group gap="sm">
        <Badge variant="default" size="lg" tt="none" fw={500}>
          {words.reportState[report.state]}
        </Badge>
        <Text c="dimmed">
          {[
            words.version(report.version),
            moment(report.issued_at, language),
            report.author,
            report.has_pdf ? words.withPdf : "",
            report.is_dicom ? words.fromDicom : "",
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        </Text>
      </Group>
      {report.text !== "" && <Text className="pre">{report.text}</Text>}
      {report.has_pdf && may("see-reports") && (
        <Group gap="xs">
          <ShowPdf title={words.pdf.document} path={`/orders/${orderId}/reports/${report.version}.pdf`} name={name} />
        </Group>
      )}
    </Stack>
  );
}

function ReportForm({ order, done }: { order: WholeOrder; done: (order: WholeOrder) => void }) {
  const { words } = useSpoken();
  const { session, may } = useSession();
  const states = statesAfter(order, may("sign-reports") && order.is_licensed);
  const [state, setState] = useState<ReportState>(states[0] ?? "final");
  const [text, setText] = useState("");
  const [author, setAuthor] = useState(session.name);
  const [pdf, setPdf] = useState<File | null>(null);
  const [password, setPassword] = useState("");
  const isLast = isFinished(state);
  const adding = useMutation({
    mutationFn: async () => {
      const own = isLast ? { password } : { text };
      const body = { state, ...own, author, pdf: pdf === null ? "" : await base64(pdf) };
      return post<WholeOrder>(`/orders/${order.id}/reports`, body);
    },
    onSuccess: done,
  });
  const isEmpty = isLast ? pdf === null || password === "" : text.trim() === "" && pdf === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty) adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          label={words.progress}
          description={words.reportStateHint}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as ReportState)}
          data={states.map((each) => ({ value: each, label: words.reportState[each] }))}
        />
        {!isLast && (
          <Textarea
            label={words.reportText}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={6}
            maxRows={20}
          />
        )}
        <FileInput
          label={words.reportPdf}
          placeholder={words.chooseFile}
          accept="application/pdf"
          value={pdf}
          onChange={setPdf}
          clearable
          clearButtonProps={{ "aria-label": words.clear }}
        />
        <TextInput
          label={words.reportAuthor}
          value={author}
          onChange={(event) => setAuthor(event.currentTarget.value)}
          maxLength={200}
        />
        {isLast && (
          <PasswordField
            label={words.proof}
            description={words.proofHint}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
          />
        )}
        {adding.error !== null && (
          <Alert color="red" role="alert" variant="outline">
            {sentence(adding.error, words)}
          </Alert>
        )}
        <Group justify="space-between">
          <Text c="dimmed" size="sm">
            {!isEmpty ? "" : isLast ? words.pdfNeeded : words.textOrPdf}
          </Text>
          <Button type="submit" loading={adding.isPending} disabled={isEmpty}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
