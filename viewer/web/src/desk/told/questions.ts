/** What a person must decide: to which order a study belongs. As the server tells it. */

import type { PlainOrder } from "./orders.ts";

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
