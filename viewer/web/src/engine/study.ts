/** A study as the server tells it (viewer/reading/study_json.py); plain values, nothing of the engine that draws. */

export type Point3 = readonly [number, number, number];

export interface FileWindow {
  readonly center: number;
  readonly width: number;
  readonly function: "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
  readonly explanation: string;
}

/** A table in the place of a window (PS3.3 C.11.2.1.1): consecutive entries from the value `first` on. */
export interface VoiTable {
  readonly first: number;
  /** Of an entry. */
  readonly bits: number;
  readonly entries: ArrayLike<number>;
  readonly explanation: string;
}

export interface Preset {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly window: FileWindow;
}

/** A region of an ultrasound picture; units are those of PS3.3 C.8.5.5.1.15: 3 is centimetres, 4 seconds. */
export interface UltrasoundRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly units: readonly [number, number];
  readonly deltas: readonly [number, number];
}

export type SpacingOrigin = "patient" | "calibrated-geometry" | "calibrated-fiducial" | "detector" | "scanned-film";

/** What frames have in common; lengths in millimetres, values in `unit` after slope and intercept. */
export interface FrameFacts {
  readonly rows: number;
  readonly columns: number;
  /** Direction cosines of rows, then of columns (PS3.3 C.7.6.2.1.1). */
  readonly directions: readonly [number, number, number, number, number, number] | null;
  /** Between rows, between columns. */
  readonly spacing_mm: readonly [number, number] | null;
  readonly spacing_origin: SpacingOrigin | null;
  /** Height of a pixel divided by its width. */
  readonly pixel_aspect: number;
  /** Where rows and where columns lead to, for projections. */
  readonly letters: readonly [string, string] | null;
  readonly laterality: string;
  readonly view: string;
  readonly is_colour: boolean;
  readonly is_signed: boolean;
  readonly bits_stored: number;
  readonly is_inverse: boolean;
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string;
  readonly windows: readonly FileWindow[];
  /** Is applied instead of the first window until somebody chooses one. */
  readonly voi_table: VoiTable | null;
  /** Whether bits lie over the picture. */
  readonly has_overlay: boolean;
  /** Whether a supplemental palette may colour pixels of a grey picture. */
  readonly has_colors: boolean;
  readonly padding: readonly [number, number] | null;
  readonly is_lossy: boolean;
  readonly lossy_ratio: number | null;
  readonly frame_milliseconds: number;
  readonly slice_thickness_mm: number | null;
  readonly frame_of_reference: string;
  readonly regions: readonly UltrasoundRegion[];
}

/** Instance, frame, number of its facts, instance number; then where the first pixel lies, if it is known. */
export type FrameRow =
  | readonly [number, number, number, number | null]
  | readonly [number, number, number, number | null, number, number, number];

export interface Series {
  readonly key: string;
  readonly id: number;
  readonly number: number | null;
  readonly modality: string;
  readonly description: string;
  readonly body_part: string;
  readonly protocol: string;
  readonly laterality: string;
  readonly part: { readonly kind: string; readonly number: number } | null;
  readonly is_localizer: boolean;
  readonly spacing_mm: number | null;
  /** Why the slices make no volume; empty if they do. */
  readonly problems: readonly string[];
  readonly presets: readonly Preset[];
  readonly facts: readonly FrameFacts[];
  readonly frames: readonly FrameRow[];
}

export type ObjectKind =
  | "pdf"
  | "structured-report"
  | "key-objects"
  | "presentation-state"
  | "ecg"
  | "waveform"
  | "segmentation"
  | "radiotherapy"
  | "video"
  | "other";

export interface OtherObject {
  readonly instance_id: number;
  readonly kind: ObjectKind;
  readonly sop_class: string;
  readonly number: number | null;
  readonly bytes: number;
  readonly reason: string;
}

export interface PriorStudy {
  readonly id: number;
  readonly hospital: string;
  /** Whether it is one of the hospital of whoever is signed in. */
  readonly is_own: boolean;
  /** As its own hospital counts its patients. */
  readonly patient_id: string;
  readonly description: string;
  readonly date: string;
  readonly time: string;
  readonly modalities: readonly string[];
  readonly number_of_instances: number;
}

export interface Study {
  readonly id: number;
  readonly hospital_id: number;
  readonly hospital: string;
  readonly is_own: boolean;
  readonly revision: number;
  readonly description: string;
  readonly date: string;
  readonly time: string;
  readonly accession_number: string;
  readonly modalities: readonly string[];
  readonly patient: {
    readonly name: string;
    readonly id: string;
    readonly birth_date: string;
    readonly sex: string;
    readonly age?: string;
  };
  readonly series: readonly Series[];
  readonly others: readonly OtherObject[];
  /** Other exams of the same patient, of every hospital, the latest first. */
  readonly priors: readonly PriorStudy[];
  /** Exams whose name and birth date only agree: no number proves that it is the same person. */
  readonly perhaps: readonly PriorStudy[];
}
