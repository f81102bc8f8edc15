/** What is looked through: what was set aside, what contradicts itself, and the audit. As the server tells it. */

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
