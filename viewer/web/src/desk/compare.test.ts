import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { PlainOrder, Said } from "./types.ts";

const SAID = {
  accession_number: "A1",
  patient_id: "1001",
  patient_name: "Zhang^San=张^三",
  patient_birth_date: "19900131",
} as Said;
const ORDER = {
  accession_number: "A1",
  patient_id: "1001",
  patient_name: "张^三",
  patient_birth_date: "19900131",
} as PlainOrder;

function differing(said: Partial<Said>, ...more: Partial<Said>[]): string[] {
  const all = [said, ...more].map((each) => ({ ...SAID, ...each }));
  const compared = compare(all, ORDER);
  return compared.filter(({ differs }) => differs).map(({ field }) => field);
}

test("a name that is given in characters on one side and in both forms on the other is the same", () => {
  expect(differing({})).toEqual([]);
});

test.each([
  [{ patient_id: "1002" }, "patientId"],
  [{ patient_birth_date: "19900130" }, "birthDate"],
  [{ patient_name: "Li^Si=李^四" }, "patientName"],
  [{ accession_number: "A2" }, "accessionNumber"],
])("%o differs in %s alone", (question, field) => {
  expect(differing(question)).toEqual([field]);
});

test("what the study leaves out does not differ", () => {
  expect(differing({ accession_number: "", patient_birth_date: "" })).toEqual([]);
});

test("what only a later image says differs too", () => {
  expect(differing({}, { patient_id: "1002" })).toEqual(["patientId"]);
});
