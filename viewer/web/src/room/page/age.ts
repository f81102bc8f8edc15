import type { RoomWords } from "./spoken.ts";

const AGE = /^(\d{3})([DWMY])$/;

/** An age as DICOM writes it (`056Y`), in the reader's words; empty where none is told. */
export function ageText(age: string | undefined, words: RoomWords["age"]): string {
  const found = AGE.exec(age ?? "");
  return found === null ? "" : words[found[2] as keyof RoomWords["age"]](Number(found[1]));
}
