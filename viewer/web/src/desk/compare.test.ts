import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { PlainOrder, Question } from "./types.ts";

const QUESTION = {
  accession_number: "A1",
  patient_id: "1001",
  patient_name: "Zhang^San=张^三",
  patient_birth_date: "19900131",
} as Question;
const ORDER = {
  accession_number: "A1",
  patient_id: "1001",
  patient_name: "张^三",
  patient_birth_date: "19900131",
} as PlainOrder;

function differing(question: Partial<Question>, order: Partial<PlainOrder> = {}): string[] {
  const compared = compare({ ...QUESTION, ...question }, { ...ORDER, ...order });
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
