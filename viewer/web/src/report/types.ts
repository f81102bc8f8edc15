/** What the server tells about reports (viewer/desk/reporting). */

import type { PlainOrder, ReportState, Sex, StudyInfo } from "../desk/told/orders.ts";

export const SECTIONS = [
  "indication",
  "technique",
  "comparison",
  "findings",
  "impression",
  "recommendation",
  "addendum",
] as const;
export type SectionKey = (typeof SECTIONS)[number];
/** HTML that the server has cleaned. */
export type Sections = Partial<Record<SectionKey, string>>;
export type ReportLanguage = "zh" | "en";
export type WorkKind = "report" | "addendum" | "correction";
export type Stage = "writing" | "review" | "returned" | "signed" | "discarded";
export type StepKind = "began" | "taken-over" | "submitted" | "returned" | "signed" | "discarded" | "set-aside";

export interface Piece {
  change: "same" | "added" | "taken-out";
  text: string;
}
export type Changes = Partial<Record<SectionKey, Piece[]>>;

export interface WorkStep {
  id: number;
  kind: StepKind;
  name: string;
  note: string;
  at: string;
  /** Sections as JSON, of a text that was kept aside. */
  aside: string;
}

export interface Work {
  id: number;
  kind: WorkKind;
  stage: Stage;
  language: ReportLanguage;
  reason: string;
  sections: Sections;
  revision: number;
  author: string;
  is_author: boolean;
  holder: string;
  is_mine: boolean;
  held_since: string;
  saved_at: string;
  steps: WorkStep[];
  changes: Changes;
  /** The version that came while it was written. */
  arrived: number | null;
}

export interface Signature {
  name: string;
  meaning: "author" | "reviewer" | "writer";
  proof: string;
  at: string;
}

export interface Version {
  id: number;
  version: number;
  state: ReportState;
  author: string;
  text: string;
  has_pdf: boolean;
  is_dicom: boolean;
  issued_at: string;
  written: {
    kind: WorkKind;
    language: ReportLanguage;
    reason: string;
    sections: Sections;
    signatures: Signature[];
  } | null;
  is_released: boolean;
  waits: "hours" | "person" | "clinician" | "unfinished" | null;
  due_at: string | null;
}

export interface Critical {
  id: number;
  order_id: number;
  kind_zh: string;
  kind_en: string;
  note: string;
  marked_by: string;
  marked_at: string;
  recipient: string;
  escalate_at: string;
  escalated_at: string | null;
  acknowledged_by: string;
  acknowledged_at: string | null;
  how: "" | "read" | "phone" | "in-person";
  told_to: string;
  withdrawn_at: string | null;
  withdrawn_because: string;
  is_open: boolean;
  may_withdraw: boolean;
}

export interface WholeReport {
  order: PlainOrder;
  is_made_of_study: boolean;
  /** Of the reader's own hospital; otherwise they may read it and nothing else. */
  is_own: boolean;
  studies: StudyInfo[];
  versions: Version[];
  work: Work | null;
  is_being_written: boolean;
  hold: { reason: string; by: string; at: string } | null;
  critical: Critical[];
  is_licensed: boolean;
}

export interface TemplateInfo {
  key: string;
  title: string;
  language: ReportLanguage;
  modality: string;
  procedure_words: string;
  patient_sex: Sex;
  sections: Sections;
  origin: "personal" | "hospital" | "shipped";
  changed_at: string | null;
  is_changeable: boolean;
}

export interface InboxWork {
  id: number;
  kind: WorkKind;
  stage: Stage;
  author: string;
  saved_at: string;
  order: PlainOrder;
}

export type CriticalOfExam = Critical & { order: PlainOrder; is_overdue: boolean };

export interface CriticalResults {
  open: CriticalOfExam[];
  /** Of the last seven days, the latest first. */
  settled: CriticalOfExam[];
}

export interface Inbox {
  to_review: InboxWork[];
  sent_back: InboxWork[];
  mine: InboxWork[];
  critical: CriticalOfExam[];
}

export interface CriticalChoices {
  kinds: { zh: string; en: string; minutes: number }[];
  recipients: { id: number; name: string }[];
}

export interface Rules {
  heading: string;
  department: string;
  release: "at-once" | "after-hours" | "by-person";
  release_hours: number;
  sensitive_words: string[];
  critical_kinds: { zh: string; en: string; minutes: number }[];
  logo: string | null;
}

export interface Insertable {
  /** What stands in the text's reference. */
  reference: string;
  kind: "measurement" | "key-image";
  text: string;
  author: string;
  at: string;
}
