import type { ReportState } from "../told/orders.ts";
import type { ListedStudy } from "./study.ts";

export const PAPER_KINDS = ["referral", "laboratory", "photograph", "consent", "other"] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** A paper or photograph beside an exam. */
export interface Paper {
  id: number;
  study_id: number;
  kind: PaperKind;
  title: string;
  author: string;
  added_at: string;
  media_type: "application/pdf" | "image/jpeg" | "image/png";
  size_bytes: number;
  has_picture: boolean;
  withdrawn_at: string | null;
  withdrawn_by: string;
  withdrawn_because: string;
  may_withdraw: boolean;
}

/** A version of a report, without what it says. */
export interface ReportVersion {
  id: number;
  version: number;
  state: ReportState;
  author: string;
  has_pdf: boolean;
  is_dicom: boolean;
  issued_at: string;
}

/** An exam on the line of time. */
export interface Exam extends ListedStudy {
  reports: ReportVersion[];
  papers: Paper[];
}

export interface WaitingOrder {
  id: number;
  accession_number: string;
  procedure_description: string;
  modality: string;
  scheduled_at: string | null;
  created_at: string;
}

/** All exams of a patient, and apart from them what is only alike. */
export interface PatientTimeline {
  study_id: number;
  may_add: boolean;
  exams: Exam[];
  perhaps: ListedStudy[];
  contradicting: ListedStudy[];
  orders: WaitingOrder[];
}

/** What different exams say of somebody, each once. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ""))];
}
