import { Anchor, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { get } from "../api.ts";
import { dicomDate, moment, personName } from "../formats.ts";
import { DocumentActions } from "../parts/documents.tsx";
import { Page } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, Empty } from "../parts/states.tsx";
import type { WaitingDocument } from "../told/orders.ts";
import { useSpoken } from "../words/language.ts";

/** The documents of which a doctor must say whether they are the report, the oldest first. */
export function DocumentsPage() {
  const { words } = useSpoken();
  const query = useQuery({
    queryKey: ["documents"],
    queryFn: () => get<{ documents: WaitingDocument[] }>("/documents"),
  });
  return (
    <Page title={words.documents} lead={words.documentsLead}>
      <Answer query={query}>{({ documents }) => <Waiting documents={documents} />}</Answer>
    </Page>
  );
}

function Waiting({ documents }: { documents: WaitingDocument[] }) {
  const { words } = useSpoken();
  const client = useQueryClient();
  const settled = () => {
    for (const key of ["documents", "order", "orders"]) void client.invalidateQueries({ queryKey: [key] });
  };
  if (documents.length === 0) return <Empty title={words.noDocuments}>{words.noDocumentsLead}</Empty>;
  return (
    <div className="surface">
      <Rows
        entries={documents}
        keyOf={(document) => `${document.order.id}-${document.id}`}
        columns={[
          { title: words.patient, cell: ({ order }) => <Patient order={order} /> },
          { title: words.accessionNumber, cell: ({ order }) => order.accession_number, isLabelled: true },
          { title: words.exam, cell: ({ order }) => order.procedure_description },
          { title: words.document, cell: (document) => <Title document={document} />, className: "breaks" },
        ]}
        actions={(document) => <DocumentActions orderId={document.order.id} document={document} settled={settled} />}
      />
    </div>
  );
}

function Patient({ order }: { order: WaitingDocument["order"] }) {
  return (
    <>
      <Anchor component={Link} href={`/orders/${order.id}`} fw={600} c="var(--mantine-color-text)">
        {personName(order.patient_name)}
      </Anchor>
      <Text c="dimmed" size="sm" className="nowrap">
        {dicomDate(order.patient_birth_date)}
      </Text>
    </>
  );
}

function Title({ document }: { document: WaitingDocument }) {
  const { words, language } = useSpoken();
  return (
    <>
      {document.title || words.untitled}
      <Text c="dimmed" size="sm">
        {words.waitingSince(moment(document.asked_at, language))}
      </Text>
    </>
  );
}
