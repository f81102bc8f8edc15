/** Destinations, and what is on its way to them. As the server tells it. */

import type { Words } from "../words/language.ts";

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
