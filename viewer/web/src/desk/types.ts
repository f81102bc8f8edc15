/** What the server tells, as it tells it. */

import type { Words } from "./words/language.ts";

/** What the server tells with a problem, by name. */
export type Told = Readonly<Record<string, string | number>>;

export type Action =
  | "search"
  | "see-images"
  | "download"
  | "store"
  | "see-orders"
  | "keep-orders"
  | "make-links"
  | "switch-off-links"
  | "see-reports"
  | "write-reports"
  | "annotate"
  | "keep-papers"
  | "sign-reports"
  | "release-reports"
  | "acknowledge"
  | "see-questions"
  | "settle"
  | "see-audit"
  | "administer"
  | "keep-account"
  | "share"
  | "keep-grants"
  | "break-glass"
  | "see-emergencies"
  | "ask-consults"
  | "take-part";

export const ROLES = [
  "front-desk",
  "technician",
  "radiologist",
  "clinician",
  "administrator",
  "privacy-officer",
  "guest-expert",
] as const;
export type Role = (typeof ROLES)[number];

export interface SessionInfo {
  login: string;
  name: string;
  role: Role;
  hospital: { code: string; name: string };
  actions: Action[];
  /** Whether they can show by their hospital's directory that it is they. */
  has_directory: boolean;
  csrf: string;
}

/** What comes after the password, where that does not suffice. */
export interface NextStep {
  next: "code" | "enrol" | "confirm";
  ticket: string;
}

/** What an authenticator application is given. */
export interface EnrolmentInfo {
  secret: string;
  address: string;
  /** An SVG. */
  qr: string;
}

export interface DeviceInfo {
  handle: string;
  address: string;
  browser: string;
  created_at: string;
  seen_at: string;
  is_here: boolean;
}

export interface AccountInfo {
  departments: string[];
  licence_number: string;
  licence_confirmed: boolean;
  has_second_factor: boolean;
  is_factor_required: boolean;
  codes_left: number;
  sessions: DeviceInfo[];
}

export interface DepartmentInfo {
  id: number;
  name: string;
  /** Of which kinds of device it reads the exams. */
  modalities: string[];
}

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

export type Reason =
  | "no-accession-number"
  | "unknown-accession-number"
  | "order-cancelled"
  | "patient-differs"
  | "patient-incomplete"
  | "contradiction"
  | "corrected";

export type Attribute =
  "accession_number" | "patient_id" | "issuer_of_patient_id" | "patient_name" | "patient_birth_date" | "patient_sex";

/** One of the different things that a study's instances say. */
export interface Said extends Record<Attribute, string> {
  study_date: string;
  study_description: string;
}

export interface Question extends Said {
  study_id: number;
  study_instance_uid: string;
  reason: Reason;
  candidate_order_id: number | null;
  asked_at: string;
  /** What differs from the candidate, contradicts itself or is missing, as the reason says. */
  attributes: Attribute[];
  variants: number;
  said: Said[];
}

/** An order that a study may belong to, and what the two say differently. */
export interface Candidate extends PlainOrder {
  differing: Attribute[];
}

export interface PersonInfo {
  user_id: number;
  login: string;
  name: string;
  role: Role;
  department_ids: number[];
  has_second_factor: boolean;
  licence_number: string;
  licence_confirmed_at: string | null;
}

export interface MachineInfo {
  id: number;
  title: string;
  host: string;
  port: number | null;
}

export type DestinationKind = "c-store" | "stow" | "hl7-mllp" | "web-hook";

export interface DestinationInfo {
  id: number;
  name: string;
  kind: DestinationKind;
  host: string;
  port: number | null;
  ae_title: string;
  application: string;
  facility: string;
  url: string;
  login: string;
  has_secret: boolean;
  is_active: boolean;
  failures: number;
  rests_until: string | null;
  answered_at: string | null;
  waiting: number;
  given_up: number;
}

export interface DeliveryInfo {
  id: number;
  destination: string;
  content: "consult-outcome";
  key: string;
  state: "waiting" | "sending" | "delivered" | "given-up" | "discarded";
  tries: number;
  put_at: string;
  next_try_at: string | null;
  problem: keyof Words["exchange"]["trouble"] | "";
  problem_code: string;
  ended_at: string | null;
  ended_by: string;
  reason: string;
}

export interface TokenInfo {
  id: number;
  name: string;
  scopes: ("read" | "write")[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
}

export interface SetAside {
  id: number;
  sop_instance_uid: string;
  reason: string;
  detail: string;
  source: string;
  size_bytes: number;
  received_at: string;
  study_instance_uid: string;
  here: Variant | null;
  came: Variant;
}

export interface Variant {
  patient_id: string;
  patient_name: string;
  patient_birth_date: string;
  patient_sex: string;
  accession_number: string;
  study_date: string;
  study_description: string;
}

export interface ContradictoryStudy {
  study_id: number;
  study_instance_uid: string;
  changed_at: string;
  variants: Variant[];
}

export interface AuditEvent {
  sequence: number;
  at: string;
  actor_kind: string;
  actor: string;
  address: string;
  action: string;
  subject_kind: string;
  subject_id: number | null;
  outcome: "success" | "denied" | "failed";
  detail: Record<string, string | number>;
}

export interface HouseState {
  kept: Record<"studies" | "instances" | "bytes" | "landed" | "questions" | "quarantined", number>;
  disk: { total_bytes: number; free_bytes: number };
  index: string;
  objects: string;
  public_url: string;
  ae_title: string;
  dicom_bind: string;
}

export interface HospitalInfo {
  id: number;
  name: string;
}

export interface RuleInfo {
  id: number;
  to_hospital_id: number;
  modalities: string[];
  roles: Role[];
  department_id: number | null;
  may_download: boolean;
  valid_from: string;
  valid_until: string | null;
  revoked_at: string | null;
}

/** Of which study a grant or an emergency speaks (viewer/desk/told_studies.py). */
export interface ToldStudy {
  patient: string;
  number_ends: string;
  date: string;
  description: string;
  modalities: string[];
}

export interface GrantInfo {
  id: number;
  study: ToldStudy | null;
  kind: "by-name" | "emergency";
  study_id: number;
  is_whole_patient: boolean;
  may_download: boolean;
  may_annotate: boolean;
  given_at: string;
  ends_at: string;
  revoked_at: string | null;
  to_login: string;
  to_name: string;
  to_hospital: string;
}

export interface ColleagueInfo {
  user_id: number;
  login: string;
  name: string;
  role: Role;
  hospital: string;
}

export const REASON_KINDS = ["life-in-danger", "transferred", "unable-to-consent", "other"] as const;
export type ReasonKind = (typeof REASON_KINDS)[number];

export interface EmergencyInfo {
  study: ToldStudy | null;
  grant_id: number;
  study_id: number;
  login: string;
  name: string;
  hospital: string;
  reason_kind: ReasonKind;
  reason: string;
  began_at: string;
  ends_at: string;
  revoked_at: string | null;
  seen_at: string | null;
}

export interface InvitationEntry {
  id: number;
  login: string;
  name: string;
  role: Role;
  label: string;
  expires_at: string;
}
