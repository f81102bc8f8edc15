import { Button, Text } from "@mantine/core";
import { dicomDate, personName } from "../../desk/formats.ts";
import { Page } from "../../desk/parts/page.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useSession } from "../../desk/session.tsx";
import { useSpoken } from "../../desk/words/language.ts";
import { ReportPanel, useReport } from "../report-panel.tsx";
import type { WholeReport } from "../types.ts";

/** An exam's report with the exam beside it. */
export function ReportPage({ orderId }: { orderId: number }) {
  const query = useReport(orderId);
  return <Answer query={query}>{(whole) => <Whole whole={whole} />}</Answer>;
}

function Whole({ whole }: { whole: WholeReport }) {
  const { order } = whole;
  return (
    <Page title={personName(order.patient_name)} lead={order.procedure_description}>
      <div className="report-page">
        <Exam whole={whole} />
        <ReportPanel orderId={order.id} />
      </div>
    </Page>
  );
}

function Exam({ whole }: { whole: WholeReport }) {
  const { words } = useSpoken();
  const { may } = useSession();
  const own = words.reporting;
  const { order, studies } = whole;
  const facts: [string, string][] = [
    [words.accessionNumber, order.accession_number],
    [words.patientId, order.patient_id],
    [words.birthDate, dicomDate(order.patient_birth_date)],
    [words.sex, words.sexes[order.patient_sex]],
    [words.modality, order.modality],
  ];
  return (
    <aside className="report-panel" aria-label={words.exam}>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <div key={label} style={{ display: "contents" }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {may("see-images") && studies.length > 0 && (
        <ul className="report-pictures" aria-label={own.images}>
          {studies.map((study) => (
            <li key={study.id}>
              <a href={`/view#/studies/${study.id}`}>
                <img
                  src={`/desk/api/studies/${study.id}/picture?size=256`}
                  alt={own.firstPicture(study.description || order.procedure_description)}
                  loading="lazy"
                />
                <Text span size="sm">
                  {`${study.modalities.join(", ")} ${dicomDate(study.date)}`}
                </Text>
              </a>
            </li>
          ))}
        </ul>
      )}
      {may("see-images") && studies[0] !== undefined && (
        <Button variant="default" component="a" href={`/view#/studies/${studies[0].id}`}>
          {own.openImages}
        </Button>
      )}
    </aside>
  );
}
