/** What administrators keep: people, machines, tokens, rules; and what the house says of itself. As the server tells it. */

import type { Role } from "./session.ts";

export interface DepartmentInfo {
  id: number;
  name: string;
  /** Of which kinds of device it reads the exams. */
  modalities: string[];
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

export interface TokenInfo {
  id: number;
  name: string;
  scopes: ("read" | "write")[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
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

export interface InvitationEntry {
  id: number;
  login: string;
  name: string;
  role: Role;
  label: string;
  expires_at: string;
}
