/** How somebody comes to a consult: who they are there and what they may see of it, or why they can't. */

import { ApiError, get, rememberPageWord } from "../../desk/api.ts";
import type { Study } from "../../engine/study.ts";
import type { Part } from "../events.ts";
import { type GuestStatus, hasLeft, isOnTheWay, secretIn, whereGuestIs } from "./guest/steps.ts";

/** The same as at the desk, and who one is in this consult (viewer/consult/view.py). */
interface Session {
  readonly csrf: string;
  readonly me: Me;
}

export interface Me {
  readonly participant: number;
  readonly part: Part;
  readonly is_guest: boolean;
}

export interface ToldRecord {
  readonly kind: "report" | "paper" | "object";
  readonly id: number;
  /** It is there, but is kept back from whoever must not learn whose it is. */
  readonly withheld: boolean;
  readonly title?: string;
  readonly author?: string;
  readonly media_type?: string;
  readonly has_picture?: boolean;
  readonly has_pdf?: boolean;
  readonly issued_at?: string;
  readonly added_at?: string;
  readonly object_kind?: string;
}

export interface ToldConsult {
  readonly question: string;
  readonly hospital: string;
  readonly asked_by: string;
  /** Guests are not told whose images these are. */
  readonly hides_identity: boolean;
  readonly me: { readonly is_guest: boolean };
}

/** A study as far as it is open; what is kept back from whoever must not learn whose it is, is named. */
export interface OpenedStudy extends Study {
  readonly withheld: readonly {
    readonly id: number;
    readonly number: number | null;
    readonly modality: string;
    readonly why: "burned-in" | "no-regions" | "capture" | "unreadable";
  }[];
}

export interface Opened {
  readonly consult: ToldConsult;
  readonly studies: readonly OpenedStudy[];
  readonly records: readonly ToldRecord[];
}

export type Arrival =
  | { readonly is: "in"; readonly opened: Opened; readonly me: Me }
  /** They take part, but see nothing yet. */
  | { readonly is: "waits" }
  | { readonly is: "signed-out" }
  /** A guest who is still on the way in. */
  | { readonly is: "guest"; readonly status: GuestStatus }
  | { readonly is: "over" }
  | { readonly is: "nowhere" };

const INSTEAD: Readonly<Record<number, Arrival>> = {
  401: { is: "signed-out" },
  404: { is: "nowhere" },
  410: { is: "over" },
};

/**
 * Anything else is thrown: it may go better the next time.
 *
 * `isFirst`: most who open the page come to see something, and ask for it at once. Who has an invitation in hand, or was not
 * let in, asks first who they are: what is not open to somebody is not asked for again and again, since each time is kept.
 */
export async function arrive(isFirst: boolean): Promise<Arrival> {
  try {
    const before = isOnTheWay() ? await whereGuestIs("") : null;
    if (before !== null && before.step !== "in") return { is: "guest", status: before };
    const view = isFirst && secretIn(location.hash) === "" ? get<Opened>("/view") : null;
    view?.catch(() => undefined);
    const { csrf, me } = await get<Session>("/session");
    rememberPageWord(csrf);
    if (me.part === "waits") return asGuest({ is: "waits" });
    return { is: "in", opened: await (view ?? get<Opened>("/view")), me };
  } catch (error) {
    const instead = error instanceof ApiError ? INSTEAD[error.status] : undefined;
    if (instead === undefined) throw error;
    return instead.is === "signed-out" || instead.is === "nowhere" ? asGuest(instead) : instead;
  }
}

/** Whoever has an invitation in hand is led in by it. */
async function asGuest(instead: Arrival): Promise<Arrival> {
  const status = await whereGuestIs(secretIn(location.hash));
  if (status !== null) return { is: "guest", status };
  if (hasLeft()) return { is: "guest", status: { step: "left", name: "", organisation: "", hospital: "" } };
  return instead;
}
