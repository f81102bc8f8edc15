import { post } from "../api.ts";
import type { ReportState, Sex } from "../told/orders.ts";
import type { Attribute } from "../told/questions.ts";
import type { Criteria } from "./criteria.ts";

/** A study as a list tells of it. */
export interface ListedStudy {
  id: number;
  study_instance_uid: string;
  hospital_id: number;
  hospital_name: string;
  is_own: boolean;
  /** When the exam was made, 20261103083000, in the clock of its hospital. */
  exam_time: string;
  arrived_at: string;
  modalities: string[];
  series: number;
  instances: number;
  patient_id: string;
  patient_name: string;
  patient_birth_date: string;
  patient_sex: Sex;
  accession_number: string;
  description: string;
  contradictions: Attribute[];
  order_id: number | null;
  report_state: ReportState | null;
  /** Something critical was found, and (true) nobody has said yet that they know. */
  is_critical_open: boolean | null;
  /** How many images it had when this person looked; null: unread. */
  seen_instances: number | null;
}

/** A word of the search box, and what it was taken for. */
export interface Term {
  text: string;
  is_word: boolean;
  is_period: boolean;
  modalities: string[];
  first: string;
  last: string;
}

export interface StudyPage {
  studies: ListedStudy[];
  after: string;
  newest: number;
  terms: Term[];
}

export interface Count {
  count: number;
  is_more: boolean;
}

export interface SavedList {
  id: number;
  name: string;
  criteria: Criteria;
}

export function viewerAddress(studyId: number): string {
  return `/view#/studies/${studyId}`;
}

export function markSeen(studyId: number, is_seen: boolean): Promise<unknown> {
  return post(`/studies/${studyId}/seen`, { is_seen });
}
