import type { PictureFormat } from "./api.ts";
import type { FirstPicture, StatusDocument } from "./documents.ts";
import type { Downloads } from "./downloads.ts";
import type { Words } from "./words/en.ts";
import type { Language } from "./words/language.ts";

/** Where a person is; kept in the browser's history without an address of its own, so that no address tells anything. */
export type Place =
  | { readonly name: "status" }
  | { readonly name: "images" }
  | { readonly name: "viewer"; readonly series: string }
  | { readonly name: "report" }
  | { readonly name: "take-along" }
  | { readonly name: "openings" }
  | { readonly name: "switch-off" };

/** Why nothing can be shown any more. */
export type Ending = "unavailable" | "expired" | "switched-off";

/** What every screen is given. */
export interface Context {
  readonly words: Words;
  readonly language: Language;
  readonly format: PictureFormat;
  readonly status: StatusDocument;
  readonly first: FirstPicture | null;
  /** Where everything of this link is found. */
  readonly root: string;
  readonly downloads: Downloads;
  go(place: Place): void;
  back(): void;
  end(ending: Ending): void;
  setOffline(isOffline: boolean): void;
}

export interface Screen {
  readonly element: HTMLElement;
  /** Covers everything, on black. */
  readonly isViewer?: boolean;
  /** Something about the exam has changed: images came, the report was issued. */
  update?(status: StatusDocument): void;
  /** Called when the screen has been put into the page, and before it is taken out. */
  enter?(): void;
  leave?(): void;
}
