/** Who is signed in, and what they may; what their account holds. As the server tells it. */

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
