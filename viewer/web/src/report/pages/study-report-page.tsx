import { Page } from "../../desk/parts/page.tsx";
import { useWords } from "../../desk/words/language.ts";
import { StudyReportPanel } from "../study-report-panel.tsx";

/** The report of a study, for whoever comes from a list of studies. */
export function StudyReportPage({ studyId }: { studyId: number }) {
  const own = useWords().reporting;
  return (
    <Page title={own.title}>
      <StudyReportPanel studyId={studyId} />
    </Page>
  );
}
