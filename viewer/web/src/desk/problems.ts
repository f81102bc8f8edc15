/** The words under which the server says what went wrong, and the names of what it tells with each.
 *
 * A test compares them with the server's own; the compiler sees that every language has a sentence for each.
 */
export const PROBLEMS = {
  failed: [],
  malformed: [],
  "too-large": [],
  mismatch: [],
  unsupported: [],
  "not-found": [],
  gone: [],
  forbidden: [],
  unauthenticated: [],
  conflict: [],
  unavailable: [],
  "no-space": [],
  "too-slow": [],
  "wrong-media-type": [],
  "foreign-page": [],
  "stale-page": [],
  "wrong-password": [],
  "too-many-tries": [],
  "field-missing": ["name"],
  "field-too-long": ["name", "longest"],
  "field-wrong": ["name"],
  "field-control-characters": ["name"],
  "field-not-a-date": ["name"],
  "field-not-a-moment": ["name"],
  "field-without-time-zone": ["name"],
  "order-cancelled": ["accession_number"],
  "order-not-open": [],
  "order-changing": [],
  "number-taken": ["accession_number"],
  "number-corrected": ["accession_number", "now"],
  "number-of-another-patient": ["accession_number"],
  "digits-missing": [],
  "code-untold": [],
  "file-too-long": ["most"],
  "file-no-csv": ["line"],
  "file-encoding": [],
  "file-columns": ["names"],
  "report-empty": [],
  "report-too-long": ["longest"],
  "report-control-characters": [],
  "report-no-pdf": [],
  "report-state": ["state", "next_state"],
  "report-closed": [],
  "report-in-review": [],
  "report-not-in-review": [],
  "report-held": ["who"],
  "report-edited": [],
  "report-arrived": ["version"],
  "report-is-final": [],
  "report-not-final": [],
  "report-unwritten": [],
  "nothing-to-release": [],
  "critical-settled": [],
  "not-licensed": [],
  "document-decided": [],
  "study-decided": [],
  "study-says-more": [],
  "annotation-changed": ["version"],
  "annotation-of-another": [],
  "too-many-lists": ["most"],
  "study-in-question": [],
  "study-of-nobody": [],
  "login-form": [],
  "login-taken": ["login"],
  "password-length": ["shortest", "longest"],
  "password-common": [],
  "password-names": [],
  "wrong-code": [],
  "wrong-proof": [],
  "sign-in-over": [],
  "factor-needed": [],
  "department-taken": ["name"],
  "department-used": [],
  "licence-form": [],
  "licence-changed": [],
  "own-way-in": [],
  "title-form": [],
  "host-form": [],
  "host-not-single": [],
  "port-without-host": [],
  "machine-elsewhere": ["title"],
  "machine-here": ["title"],
  "token-without-scope": [],
} as const;

export type Problem = keyof typeof PROBLEMS;

/** What a problem tells, in the reader's words. */
export type Told<P extends Problem> = Record<(typeof PROBLEMS)[P][number], string>;

/** A language's sentences: a text, or what makes one of what is told. */
export type ProblemWords = {
  [P in Problem]: (typeof PROBLEMS)[P] extends readonly [] ? string : (told: Told<P>) => string;
};

export function isProblem(word: string): word is Problem {
  return Object.hasOwn(PROBLEMS, word);
}
