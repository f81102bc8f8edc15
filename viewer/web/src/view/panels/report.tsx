import { StudyReportPanel } from "../../report/study-report-panel.tsx";
import { useWorkspace } from "../workspace.tsx";

/** The report beside the images: read, written, reviewed. */
export function ReportBeside() {
  const { study } = useWorkspace();
  return (
    <div className="report-beside">
      <StudyReportPanel key={study.id} studyId={study.id} />
    </div>
  );
}
