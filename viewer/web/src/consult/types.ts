/** What the server tells about consults (viewer/desk/consults). */

export const URGENCIES = ["routine", "urgent", "emergency"] as const;
export type Urgency = (typeof URGENCIES)[number];
export const TABS = ["to-answer", "asked", "running", "done"] as const;
export type Tab = (typeof TABS)[number];
export const STEPS = ["requested", "accepted", "scheduled", "live", "concluded", "closed"] as const;
export type ConsultState = (typeof STEPS)[number] | "declined" | "withdrawn";
export type Part = "asks" | "speaks" | "watches" | "waits" | "gone";
export type Standing = "asks" | "speaks" | "watches" | "invited" | "settled" | "none";
export type InviteeKind = "person" | "department" | "group";
export type Deed =
  | "see"
  | "accept"
  | "decline"
  | "hand-on"
  | "propose"
  | "schedule"
  | "begin"
  | "invite"
  | "open-more"
  | "set-part"
  | "withdraw"
  | "enter";
export type Deadlines = Record<Urgency, number>;

export interface Invitation {
  id: number;
  kind: InviteeKind;
  name: string;
  hospital: string;
  part: Part;
  state: "waiting" | "accepted" | "declined" | "handed-on" | "taken-back";
  reason: string;
  invited_at: string;
  answered_at: string | null;
  answered_by: string;
  handed_to: number | null;
  /** Whether it is for whoever reads this to answer. */
  is_own: boolean;
  is_mine: boolean;
}

export interface ListedConsult {
  code: string;
  state: ConsultState;
  revision: number;
  tab: Tab;
  standing: Standing;
  deeds: Deed[];
  urgency: Urgency;
  is_referral: boolean;
  question: string;
  reason: string;
  hospital: string;
  hospital_id: number;
  is_own_hospital: boolean;
  asker: string;
  exam: { date: string; modalities: string[]; body_parts: string[] };
  asked_at: string;
  due_at: string;
  is_late: boolean;
  escalated_at: string | null;
  scheduled_at: string | null;
  scheduled_minutes: number | null;
  live_at: string | null;
  concluded_at: string | null;
  closed_at: string | null;
  unseen: number;
  invitations: Invitation[];
  own_invitations: number[];
}

export interface ConsultList {
  counts: Record<Tab, number>;
  consults: ListedConsult[];
}

export interface PatientInfo {
  name: string;
  id: string;
  birth_date: string;
  sex: string;
}

export interface Participant {
  id: number;
  part: Part;
  name: string;
  hospital: string;
  is_guest: boolean;
  is_me: boolean;
  /** Of who is gone, and can be invited anew; told to whoever asks. */
  user_id: number | null;
}

export interface InvitedGuest {
  id: number;
  name: string;
  organisation: string;
  state: "invited" | "waits" | "in" | "gone" | "revoked" | "expired" | "locked";
  expires_at: string;
}

export interface ProposedTime {
  id: number;
  starts_at: string;
  minutes: number;
  by: string;
  is_mine: boolean;
}

export interface SeriesInfo {
  id: number;
  number: number | null;
  modality: string;
  description: string;
  body_part: string;
  frames: number;
  is_localizer: boolean;
  instance_id: number;
  frame: number;
}

export interface RecordInfo {
  kind: "report" | "paper" | "object";
  id: number;
  what: string;
  title: string;
  at: string | null;
}

export interface OfferedStudy {
  id: number;
  date: string;
  time: string;
  description: string;
  modalities: string[];
  series: SeriesInfo[];
  records: RecordInfo[];
}

/** One consult; what follows `own_invitations` is told to those who take part. */
export interface Consult extends ListedConsult {
  study_id?: number;
  patient?: PatientInfo;
  participants?: Participant[];
  /** For whoever asks. */
  guests?: InvitedGuest[];
  times?: ProposedTime[];
  opened?: OfferedStudy[];
}

export interface Offer {
  study_id: number;
  patient: PatientInfo;
  studies: OfferedStudy[];
  deadlines: Deadlines;
  hospitals: { id: number; name: string }[];
  hospital_id: number;
}

export interface FoundInvitee {
  kind: InviteeKind;
  id: number;
  name: string;
  hospital_id: number;
  hospital: string;
  departments: string[];
  role: string;
  members: number;
}

export interface ChosenInvitee extends FoundInvitee {
  part: Part;
}

export interface NewGuest {
  name: string;
  organisation: string;
}

/** What a guest is given, told once. */
export interface IssuedGuest {
  name: string;
  link: string;
  code: string;
  expires_at: string;
}

export interface GroupMember {
  user_id: number;
  login: string;
  name: string;
}

export interface Groups {
  groups: { id: number; name: string; members: GroupMember[] }[];
  candidates: GroupMember[];
}
