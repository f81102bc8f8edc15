import { Route, Switch } from "wouter";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { CriticalPage } from "../../report/pages/critical-page.tsx";
import { InboxPage } from "../../report/pages/inbox-page.tsx";
import { ReportPage } from "../../report/pages/report-page.tsx";
import { ReportRulesPage } from "../../report/pages/rules-page.tsx";
import { StudyReportPage } from "../../report/pages/study-report-page.tsx";
import { TemplatesPage } from "../../report/pages/templates-page.tsx";
import { AskPage } from "../../consult/pages/ask-page.tsx";
import { ConsultPage } from "../../consult/pages/consult-page.tsx";
import { ConsultsPage } from "../../consult/pages/consults-page.tsx";
import { GroupsPage } from "../../consult/pages/groups-page.tsx";
import { NotificationsPage } from "../../telling/pages/notifications-page.tsx";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";
import { AccountPage } from "./account.tsx";
import { AuditPage } from "./audit.tsx";
import { ContradictionsPage } from "./contradictions.tsx";
import { DestinationsPage } from "./destinations.tsx";
import { DirectoryPage } from "./directory.tsx";
import { DocumentsPage } from "./documents.tsx";
import { EmergenciesPage } from "./emergencies.tsx";
import { EmergencyPage } from "./emergency.tsx";
import { GrantsPage, SharedPage } from "./grants.tsx";
import { MachinesPage } from "./machines.tsx";
import { NewOrderPage } from "./new-order.tsx";
import { OrderPage } from "./order.tsx";
import { OrdersPage } from "./orders.tsx";
import { OutboxPage } from "./outbox.tsx";
import { PatientPage } from "./patient.tsx";
import { PeoplePage } from "./people.tsx";
import { QuestionPage } from "./question.tsx";
import { QueuePage } from "./queue.tsx";
import { RulesPage } from "./rules.tsx";
import { SharePage } from "./share.tsx";
import { StatePage } from "./state.tsx";
import { TokensPage } from "./tokens.tsx";
import { UploadPage } from "./upload.tsx";
import { WorkListPage } from "./work-list.tsx";

export function Pages() {
  const words = useWords();
  const { may, isReader } = useSession();
  return (
    <Switch>
      <Route path="/">{isReader ? <WorkListPage /> : may("see-orders") ? <OrdersPage /> : <Nothing />}</Route>
      <Route path="/work-list" component={WorkListPage} />
      <Route path="/patients/of/:id">{({ id }) => <PatientPage key={id} studyId={Number(id)} />}</Route>
      <Route path="/orders" component={OrdersPage} />
      <Route path="/orders/new" component={NewOrderPage} />
      <Route path="/orders/csv" component={UploadPage} />
      <Route path="/orders/:id">{({ id }) => <OrderPage key={id} id={Number(id)} />}</Route>
      <Route path="/queue" component={QueuePage} />
      <Route path="/queue/:id">{({ id }) => <QuestionPage key={id} studyId={Number(id)} />}</Route>
      <Route path="/documents" component={DocumentsPage} />
      <Route path="/inbox" component={InboxPage} />
      <Route path="/critical" component={CriticalPage} />
      <Route path="/reports/study/:id">{({ id }) => <StudyReportPage key={id} studyId={Number(id)} />}</Route>
      <Route path="/reports/:id">{({ id }) => <ReportPage key={id} orderId={Number(id)} />}</Route>
      <Route path="/templates" component={TemplatesPage} />
      <Route path="/report-rules" component={ReportRulesPage} />
      <Route path="/account" component={AccountPage} />
      <Route path="/notifications" component={NotificationsPage} />
      <Route path="/people" component={PeoplePage} />
      <Route path="/rules" component={RulesPage} />
      <Route path="/grants" component={GrantsPage} />
      <Route path="/shared" component={SharedPage} />
      <Route path="/studies/:id/consult">{({ id }) => <AskPage key={id} studyId={Number(id)} />}</Route>
      <Route path="/consults" component={ConsultsPage} />
      <Route path="/consults/:code">{({ code }) => <ConsultPage key={code} code={code} />}</Route>
      <Route path="/expert-groups" component={GroupsPage} />
      <Route path="/studies/:id/share">{({ id }) => <SharePage key={id} studyId={Number(id)} />}</Route>
      <Route path="/emergency">
        <EmergencyPage />
      </Route>
      <Route path="/emergency/:id">{({ id }) => <EmergencyPage key={id} studyId={Number(id)} />}</Route>
      <Route path="/emergencies" component={EmergenciesPage} />
      <Route path="/directory" component={DirectoryPage} />
      <Route path="/machines" component={MachinesPage} />
      <Route path="/destinations" component={DestinationsPage} />
      <Route path="/outbox" component={OutboxPage} />
      <Route path="/tokens" component={TokensPage} />
      <Route path="/contradictions" component={ContradictionsPage} />
      <Route path="/audit" component={AuditPage} />
      <Route path="/state" component={StatePage} />
      <Route>
        <Page title={words.mark}>
          <Empty title={words.problem["not-found"]} />
        </Page>
      </Route>
    </Switch>
  );
}

/** What those see whose role has nothing to do at the desk. */
function Nothing() {
  const words = useWords();
  return (
    <Page title={words.mark}>
      <Empty title={words.problem.forbidden} />
    </Page>
  );
}
