/** What the server says of news, as it says it. */

export const KINDS = [
  "consult-asked",
  "consult-answered",
  "consult-scheduled",
  "consult-starts-soon",
  "consult-live",
  "consult-concluded",
  "consult-mentioned",
  "consult-new",
  "consult-guest-waits",
  "consult-escalated",
  "consult-to-sign",
  "consult-handed-on",
  "consult-passed-on",
  "consult-time-proposed",
  "consult-withdrawn",
  "critical-result",
] as const;
export type NewsKind = (typeof KINDS)[number];

export const URGENCIES = ["routine", "urgent", "emergency"] as const;
export type Urgency = (typeof URGENCIES)[number];

export interface PieceOfNews {
  id: number;
  kind: NewsKind;
  hospital: string;
  path: string;
  urgency: Urgency;
  created_at: string;
  answer_by: string | null;
  is_read: boolean;
  is_answered: boolean;
  is_reminder: boolean;
  is_late: boolean;
  is_over: boolean;
}

export interface NewsAnswer {
  news: PieceOfNews[];
}

export type Way = "push" | "mail";
export const WAYS = ["push", "mail"] as const satisfies readonly Way[];
export type Trouble =
  "silent" | "busy" | "refused" | "not-let-in" | "gone" | "address" | "not-understood" | "not-set-up";
export type CameTo = "sent" | Trouble;

export interface Quiet {
  from_minute: number;
  until_minute: number;
}

export interface ChosenInfo {
  choices: {
    language: "zh" | "en";
    channels: Record<NewsKind, Way[]>;
    quiet: Quiet | null;
    time_zone: string;
    digest_minutes: number;
    /** Whether nothing was chosen yet. */
    is_usual: boolean;
  };
  digests: number[];
  /** Empty: the machine's own. */
  installation_zone: string;
  mail: { is_set_up: boolean; address: string; wanted: string };
  push_key: string;
  browsers: { id: number; browser: string; created_at: string }[];
}

export type Tried = ChosenInfo & { came_to: CameTo[] };

export const SHAPES = ["wecom", "dingtalk", "signed"] as const;
export type Shape = (typeof SHAPES)[number];

export interface HookInfo {
  id: number;
  name: string;
  shape: Shape;
  host: string;
  department_id: number | null;
  kinds: NewsKind[];
  language: "zh" | "en";
  last_sent_at: string | null;
  failing_since: string | null;
  trouble: Trouble | "";
}

export interface DeputyInfo {
  user_id: number;
  department_id: number | null;
}

export interface SetUp {
  hooks: HookInfo[];
  minutes: Record<Urgency, number>;
  deputies: DeputyInfo[];
  departments: { id: number; name: string }[];
  people: { id: number; name: string }[];
  sends_mail: boolean;
}
