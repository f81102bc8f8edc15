/** What the address after the # says: `#/studies/17?with=12,9` opens a study, with others beside it. */

export interface Address {
  readonly study: number;
  readonly others: readonly number[];
}

const FORM = /^#\/studies\/(\d{1,18})(?:\?(.*))?$/;

export function readAddress(hash: string): Address | null {
  const [, study, query = ""] = FORM.exec(hash) ?? [];
  if (study === undefined) return null;
  const others = (new URLSearchParams(query).get("with") ?? "")
    .split(",")
    .filter((text) => /^\d{1,18}$/.test(text))
    .map(Number);
  return { study: Number(study), others: [...new Set(others)].filter((id) => id !== Number(study)) };
}

export function writeAddress({ study, others }: Address): string {
  return others.length === 0 ? `#/studies/${study}` : `#/studies/${study}?with=${others.join(",")}`;
}
