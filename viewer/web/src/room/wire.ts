/** What travels over the socket of a room, both ways (docs/decisions/consults.md). */

import type { Part } from "./events.ts";

export interface Call {
  readonly audio: boolean;
  readonly video: boolean;
}

export interface Person {
  readonly participant: number;
  readonly name: string;
  readonly hospital: string;
  readonly part: Part;
  readonly is_guest: boolean;
  /** By which letters a name in other than these is found: pinyin and its initials. */
  readonly spelt?: readonly string[];
  /** One for each page that is open; none: somebody who is not there now. */
  readonly connections: readonly { readonly id: string; readonly call: Call | null }[];
}

export type Sent =
  | { readonly says: "hello"; readonly since: number }
  | { readonly says: "do"; readonly id: string; readonly kind: string; readonly body: unknown }
  | { readonly says: "here"; readonly call: Call | null }
  | { readonly says: "signal"; readonly to: string; readonly data: unknown };

export interface Welcome {
  readonly says: "welcome";
  readonly me: { readonly participant: number; readonly connection: string; readonly part: Part };
  readonly consult: { readonly code: string; readonly state: string; readonly is_open: boolean };
  readonly ice: readonly RTCIceServer[];
  readonly sequence: number;
}

export interface Signalled {
  readonly says: "signal";
  readonly from: string;
  readonly participant: number;
  readonly data: unknown;
}

export type Why = "ended" | "closed" | "slow" | "flood" | "pages" | "restart";

export type Received =
  | Welcome
  | { readonly says: "events"; readonly sequence: number; readonly chain: string }
  | { readonly says: "refused"; readonly id: string; readonly problem: string; readonly detail: string }
  | { readonly says: "people"; readonly people: readonly Person[]; readonly series: readonly number[] }
  | Signalled
  | { readonly says: "alive" }
  | { readonly says: "over"; readonly why: Why };

/** A message of the server: its first line, and the lines of events behind it, character for character. */
export function readMessage(text: string): { readonly message: Received; readonly lines: readonly string[] } {
  const [first = "", ...lines] = text.split("\n");
  return { message: JSON.parse(first) as Received, lines: lines.filter((line) => line !== "") };
}
