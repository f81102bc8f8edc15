import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api.ts";
import { moment } from "../formats.ts";
import { useSession } from "../session.tsx";
import type { DocumentInfo, WholeOrder } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";
import { Ask } from "./dialog.tsx";
import { ReadText } from "./read-text.tsx";
import { ShowPdf } from "./show-pdf.tsx";

/** What came with the images and may be the report: the patient sees nothing of it until somebody has said so. */
export function Documents({ order, take }: { order: WholeOrder; take: (order: WholeOrder) => void }) {
  const { words, language } = useSpoken();
  const client = useQueryClient();
  const settled = (changed: WholeOrder) => {
    take(changed);
    void client.invalidateQueries({ queryKey: ["documents"] });
  };
  if (order.document_count === 0) return null;
  return (
    <Alert color="yellow" variant="outline" icon={<IconFileText aria-hidden />} m="md">
      <Text fw={600}>{words.isItTheReport}</Text>
      <Text>{words.isItTheReportLead}</Text>
      {order.documents.map((document) => (
        <Stack key={document.id} gap="xs" mt="sm">
          <Text>
            {document.title || words.untitled}{" "}
            <Text span c="dimmed">
              {moment(document.asked_at, language)}
            </Text>
          </Text>
          <DocumentActions orderId={order.id} document={document} settled={settled} />
        </Stack>
      ))}
    </Alert>
  );
}

/** Reads a document, and says what it is. */
export function DocumentActions(props: {
  orderId: number;
  document: DocumentInfo;
  settled: (order: WholeOrder) => void;
}) {
  const { orderId, document, settled } = props;
  const { words } = useSpoken();
  const { may } = useSession();
  const [asked, setAsked] = useState<"report" | "none" | null>(null);
  const path = `/orders/${orderId}/documents/${document.id}`;
  const settle = async (is_report: boolean) => settled(await post<WholeOrder>(path, { is_report }));
  return (
    <>
      <Group gap="xs">
        {document.is_pdf ? (
          <ShowPdf
            title={document.title || words.untitled}
            path={`${path}.pdf`}
            name={`document-${orderId}-${document.id}.pdf`}
          />
        ) : (
          <ReadText path={`${path}/text`} title={document.title || words.untitled} />
        )}
        {may("write-reports") && (
          <>
            <Button size="sm" variant="default" onClick={() => setAsked("report")}>
              {words.itIsTheReport}
            </Button>
            <Button size="sm" variant="default" onClick={() => setAsked("none")}>
              {words.itIsNoReport}
            </Button>
          </>
        )}
      </Group>
      <Ask
        isOpen={asked !== null}
        close={() => setAsked(null)}
        title={asked === "none" ? words.itIsNoReport : words.itIsTheReport}
        lead={asked === "none" ? words.itIsNoReportLead : words.itIsTheReportLead}
        yes={asked === "none" ? words.itIsNoReport : words.itIsTheReport}
        act={() => settle(asked === "report")}
      />
    </>
  );
}
