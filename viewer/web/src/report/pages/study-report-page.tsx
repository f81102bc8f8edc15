import { useQuery } from "@tanstack/react-query";
import { get } from "../../desk/api.ts";
import { examTime } from "../../desk/finding/exam-formats.ts";
import type { PatientTimeline } from "../../desk/finding/patient.ts";
import { dicomDate, personName } from "../../desk/formats.ts";
import { Page } from "../../desk/parts/page.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import { Unordered, useOrderOf } from "../study-report-panel.tsx";
import { ReportPage } from "./report-page.tsx";

/** The report of a study, for whoever comes from a list of studies; once it is ordered it is the order's. */
export function StudyReportPage({ studyId }: { studyId: number }) {
  const query = useOrderOf(studyId);
  return (
    <Answer query={query}>
      {({ order_id }) => (order_id === null ? <WithoutOrder studyId={studyId} /> : <ReportPage orderId={order_id} />)}
    </Answer>
  );
}

/** Whose exam it is that has no report, and which. */
function WithoutOrder({ studyId }: { studyId: number }) {
  const words = useWords();
  const query = useQuery({
    queryKey: ["patient", studyId],
    queryFn: () => get<PatientTimeline>(`/patients/of/${studyId}`),
  });
  const exam = query.data?.exams.find(({ id }) => id === studyId);
  const said = [
    exam?.patient_id,
    dicomDate(exam?.patient_birth_date ?? ""),
    [exam?.modalities.join(" "), exam?.description].filter(Boolean).join(" "),
    examTime(exam?.exam_time ?? "", words),
  ];
  return (
    <Page title={personName(exam?.patient_name ?? "") || words.reporting.title} lead={said.filter(Boolean).join(" · ")}>
      <Unordered studyId={studyId} />
    </Page>
  );
}
