/** What is shared with whom: grants, and emergencies. As the server tells it. */

import type { Role } from "./session.ts";

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
