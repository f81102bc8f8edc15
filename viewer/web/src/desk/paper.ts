import { PAPERS, type Paper } from "./told/orders.ts";

const KEPT_AS = "filmless-paper";

/** What this desk's printer takes: it is the same all day. */
export function keptPaper(): Paper {
  const kept = localStorage.getItem(KEPT_AS);
  return PAPERS.find((paper) => paper === kept) ?? "a6";
}

export function keepPaper(paper: Paper): void {
  localStorage.setItem(KEPT_AS, paper);
}
