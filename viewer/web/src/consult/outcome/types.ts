/** What a consult comes to, as the server tells it. */
import type { Words } from "../../desk/words/language.ts";

export type Meaning = "agrees" | "agrees-with-dissent" | "took-part";

export interface Referral {
  readonly hospital: string;
  readonly department: string;
  readonly at: string | null;
  readonly how: string;
}

export interface KeyImage {
  readonly instance_id: number;
  readonly frame: number;
  readonly words: string;
}

export interface Wording {
  readonly language: "zh" | "en";
  readonly opinion: string;
  readonly plan: string;
  readonly referral: Referral | null;
  readonly key_images: readonly KeyImage[];
}

export interface Dissent {
  readonly participant: number;
  readonly text: string;
  readonly at: string;
}

export interface Draft extends Wording {
  readonly version: number;
  readonly revision: number;
  readonly saved_at: string;
  readonly proposals: readonly {
    readonly participant: number;
    readonly opinion: string;
    readonly plan: string;
    readonly at: string;
  }[];
  readonly dissents: readonly Dissent[];
}

export interface Signature {
  readonly participant: number;
  readonly name: string;
  readonly hospital: string;
  readonly meaning: Meaning;
  readonly proof: string;
  readonly signed_at: string;
  readonly seal: string;
}

export interface Version extends Wording {
  readonly version: number;
  readonly frozen_at: string | null;
  readonly sha256: string;
  readonly figures: readonly unknown[];
  readonly dissents: readonly Dissent[];
  readonly signatures: readonly Signature[];
}

export interface Departure {
  readonly destination: string;
  readonly kind: string;
  readonly state: "waiting" | "sending" | "delivered" | "given-up" | "discarded";
  readonly count: number;
  readonly problem: keyof Words["exchange"]["trouble"] | "";
  readonly at: string | null;
  readonly next_try_at: string | null;
}

/** A picture that was marked or drawn on in the room. */
export interface Candidate {
  readonly instance_id: number;
  readonly frame: number;
  readonly figures: number;
  readonly is_marked: boolean;
  readonly words: string;
}

export interface Outcome {
  readonly state: string;
  readonly me: number;
  readonly may: {
    readonly write: boolean;
    readonly propose: boolean;
    readonly close: boolean;
    /** To have it go to the systems that came since. */
    readonly send: boolean;
    readonly sign: boolean;
    /** To read it as a PDF. */
    readonly paper: boolean;
  };
  readonly is_guest: boolean;
  readonly is_referral: boolean;
  readonly people: readonly {
    readonly id: number;
    readonly name: string;
    readonly hospital: string;
    readonly part: string;
  }[];
  readonly draft: Draft | null;
  readonly versions: readonly Version[];
  /** Whether somebody who asks stands for the latest version; else nobody closes it. */
  readonly is_agreed: boolean;
  readonly unsigned: readonly number[];
  readonly pictures: readonly Candidate[];
  readonly objects: {
    readonly built_at: string | null;
    readonly problem: string;
    readonly departures: readonly Departure[];
  } | null;
}
