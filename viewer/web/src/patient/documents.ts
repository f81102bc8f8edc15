/** What the server answers, word for word. Times are ISO 8601 as the hospital's clocks show them; dates and times of DICOM stay as DICOM writes them. */

export type Factor = "birth-date-and-phone" | "birth-date-and-id" | "birth-date" | "code";

export type Step = "scheduled" | "images" | "report";

/** A draft is never shown to patients. */
export type ReportState = "preliminary" | "final" | "amended";

export interface StatusDocument {
  /** Which steps are done, each by itself: a report may come before the images. */
  readonly done: readonly Step[];
  readonly hospital: string;
  readonly exam: Exam;
  /** Absent until images are here: a page that is opened early shows no name. */
  readonly patient: { readonly name: string; readonly birth_date: string } | null;
  readonly studies: readonly StudySummary[];
  readonly report: ReportSummary | null;
  /** Images came in a moment ago: more may follow. */
  readonly arriving: boolean;
  readonly link: { readonly handle: string; readonly expires_at: string };
}

export interface Exam {
  readonly description: string;
  readonly modality: string;
  readonly scheduled_at: string | null;
  readonly place: string;
  readonly preparation: string;
}

export interface StudySummary {
  readonly id: number;
  readonly description: string;
  readonly date: string;
  readonly time: string;
  readonly series: readonly SeriesSummary[];
}

export interface SeriesSummary {
  readonly id: string;
  /** What is in it, in which order: a frame's number means something only together with this. */
  readonly version: string;
  /** null: the series is shown as a whole. */
  readonly part: SeriesPart | null;
  readonly number: number | null;
  readonly modality: string;
  readonly description: string;
  readonly body_part: string;
  readonly frames: number;
}

export interface SeriesPart {
  readonly kind: PartKind;
  readonly number: number;
}

/** In what a part differs from the others of its series. */
export type PartKind =
  | "whole"
  | "localizer"
  | "direction"
  | "stack"
  | "phase"
  | "echo"
  | "diffusion"
  | "image-type"
  | "acquisition"
  | "repetition";

export interface ReportSummary {
  readonly version: number;
  readonly state: ReportState;
  readonly issued_at: string;
}

/** The version that holds, then those it has replaced. */
export interface ReportDocument {
  readonly versions: readonly ReportVersion[];
}

export interface ReportVersion extends ReportSummary {
  readonly author: string;
  readonly text: string;
  readonly pdf_bytes: number | null;
}

export interface SeriesDocument extends SeriesSummary {
  readonly presets: readonly Preset[];
  /** The distinct kinds of frame in this series; `frame_kinds[n - 1]` says of which kind frame n is. */
  readonly kinds: readonly FrameKind[];
  readonly frame_kinds: readonly number[];
}

export interface Preset {
  readonly chinese: string;
  readonly english: string;
  /** Centre, width and function: `40,400,LINEAR`. */
  readonly window: string;
}

export interface FrameKind {
  readonly rows: number;
  readonly columns: number;
  /** Distance between the centres of rows and of columns in the patient; null: the file does not say it. */
  readonly pixel_spacing_mm: readonly [number, number] | null;
  /** Height of a pixel divided by its width. */
  readonly pixel_aspect: number;
  /** Which sides of the patient lie at the edges, in the letters of PS3.3 C.7.6.1.1.1; null: the file does not say. */
  readonly edges: Edges | null;
  readonly is_colour: boolean;
  /** The lowest value is white: raising the centre of the window makes it brighter. */
  readonly is_inverse: boolean;
  /** The object itself was compressed with loss before it came here. */
  readonly was_lossy: boolean;
  readonly frame_time_ms: number | null;
}

export interface Edges {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

export interface SessionDocument {
  readonly status: StatusDocument;
  readonly first: FirstPicture | null;
  /** When to ask again for a first picture that can't be had just now; null: it is here, or there is none. */
  readonly first_after_seconds: number | null;
}

/** The picture a person sees first, inside the answer to the session: one round trip less. */
export interface FirstPicture {
  readonly series: SeriesDocument;
  readonly frame: number;
  readonly media_type: string;
  readonly window: string | null;
  /** From where brightness is changed; null for colour only. */
  readonly start_window: string | null;
  /** Base64. */
  readonly data: string;
}

export type Role = "front-desk" | "technician" | "radiologist" | "clinician" | "administrator" | "privacy-officer";

export interface Opening {
  readonly at: string;
  readonly who: "this-link" | "other-link" | "person" | "guest" | "system";
  /** The hospital of a person, the one that invited a guest, a system with its hospital; empty for links. */
  readonly name: string;
  /** What a person does in the hospital; persons are not named to patients. */
  readonly role: Role | "";
  readonly action: "see-images" | "see-reports" | "download";
  /** Pictures or files that were taken after the first. */
  readonly further: number;
}

export interface TakeawayDocument {
  readonly originals: { readonly files: number; readonly bytes: number };
  /** How large they are is only known once they are made. */
  readonly pictures: { readonly files: number; readonly about_bytes: number };
  readonly lost: readonly SeriesLoss[];
}

/** What the hospital's storage has lost of a series. */
export interface SeriesLoss {
  readonly series: SeriesSummary;
  /** Numbers of images as people write them: `2, 5–9`; empty: none. */
  readonly images: string;
  /** How many objects that are no images. */
  readonly others: number;
}
