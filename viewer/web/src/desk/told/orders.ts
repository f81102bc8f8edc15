/** Orders, their links, studies, reports and documents. As the server tells it. */

import type { Told } from "./session.ts";

export type Step = "scheduled" | "images" | "report";
export type ReportState = "draft" | "preliminary" | "final" | "amended";
export type Sex = "" | "M" | "F" | "O";

export interface PlainOrder {
  id: number;
  accession_number: string;
  patient_id: string;
  patient_name: string;
  /** YYYYMMDD, as DICOM writes it. */
  patient_birth_date: string;
  patient_sex: Sex;
  modality: string;
  procedure_description: string;
  scheduled_at: string | null;
  place: string;
  preparation: string;
  created_at: string;
  cancelled_at: string | null;
}

export interface ListedOrder extends PlainOrder {
  step: Step;
  study_count: number;
  question_count: number;
  report_state: ReportState | "";
  document_count: number;
}

export type LinkState = "opens" | "reprinted" | "revoked" | "switched-off" | "expired" | "locked";
export type Factor = "birth-date-and-phone" | "birth-date-and-id" | "code" | "birth-date";

export interface LinkInfo {
  id: number;
  state: LinkState;
  factor: Factor;
  openings: number;
  created_at: string;
  expires_at: string;
  first_opened_at: string | null;
}

export interface StudyInfo {
  id: number;
  study_instance_uid: string;
  modalities: string[];
  series: number;
  instances: number;
  date: string;
  description: string;
}

export interface ReportInfo {
  id: number;
  version: number;
  state: ReportState;
  author: string;
  text: string;
  has_pdf: boolean;
  is_dicom: boolean;
  issued_at: string;
}

export interface DocumentInfo {
  id: number;
  title: string;
  asked_at: string;
  /** Otherwise a structured report, which is read as text. */
  is_pdf: boolean;
}

export interface WaitingDocument extends DocumentInfo {
  order: PlainOrder;
}

export interface WholeOrder extends ListedOrder {
  links: LinkInfo[];
  studies: StudyInfo[];
  reports: ReportInfo[];
  documents: DocumentInfo[];
  /** Whether the licence of who is signed in is confirmed. */
  is_licensed: boolean;
}

export const CORRECTION_REASONS = ["typing-error", "patient-says", "identity-document", "other-system"] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

export const PAPERS = ["a6", "roll", "sheet"] as const;
export type Paper = (typeof PAPERS)[number];

/** A slip at the only moment its secret is known. */
export interface Slip {
  url: string;
  code: string;
  factor: Factor;
  factor_code: string | null;
  expires_at: string;
  qr: string;
  /** Base64. */
  pdf: string;
  /** Under which it is saved: no two slips have one name. */
  file_name: string;
}

export interface CsvLine {
  line: number;
  accession_number?: string;
  outcome: "created" | "unchanged" | "updated" | "refused";
  message?: string;
  problem?: string;
  told?: Told;
  factor_code?: string | null;
}
