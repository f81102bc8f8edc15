/** Details of the audit that reading and reporting brought, in a reader's words. */

export const trailDetails = {
  does: "did",
  kind: "kind",
  sequence: "step",
  export: "export as",
  kept: "kept",
  refused: "refused",
  stored: "stored",
  duplicates: "known already",
  queries: "queries",
  matches: "matches",
  sent: "sent",
  bytes: "bytes",
  association: "association",
  end: "end",
  author: "author, person",
  reviewer: "reviewer, person",
  writer: "writer, person",
  signature: "signature",
};

export const trailActions = { associate: "DICOM association" };

/** What was done to something that was drawn. */
export const trailDone = { put: "drew", change: "changed", delete: "deleted" };

export const trailExports = {
  "presentation-state": "presentation state",
  "key-objects": "key images",
  measurements: "measurements",
  originals: "originals",
  film: "film sheet",
  "film with names": "film sheet with names",
  png: "picture",
  "png with names": "picture with names",
  cine: "film",
  "cine with names": "film with names",
};
