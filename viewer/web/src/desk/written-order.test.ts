import { describe, expect, test } from "vitest";
import { localInput, withOffset } from "./formats.ts";
import type { PlainOrder } from "./told/orders.ts";
import { correctedOrder, needsDigits, writtenOrder } from "./written-order.ts";

const ORDER: PlainOrder = {
  id: 1,
  accession_number: "A1",
  patient_id: "P1",
  patient_name: "王小明",
  patient_birth_date: "19600229",
  patient_sex: "M",
  modality: "CT",
  procedure_description: "CT",
  scheduled_at: "2026-03-05T01:30:00+00:00",
  place: "",
  preparation: "",
  created_at: "2026-03-01T00:00:00+00:00",
  cancelled_at: null,
};

function typed(changes: Record<string, string> = {}): FormData {
  const fields = new FormData();
  const shown = {
    accession_number: "A1",
    patient_id: "P1",
    patient_name: "王小明",
    patient_birth_date: "1960-02-29",
    patient_sex: "M",
    procedure_description: "CT",
    modality: "CT",
    scheduled_at: localInput(ORDER.scheduled_at),
    place: "",
    preparation: "",
    phone: "",
    id_number: "",
  };
  for (const [name, value] of Object.entries({ ...shown, ...changes })) fields.set(name, value);
  return fields;
}

test("an order without a moment says so", () => {
  expect(writtenOrder(typed({ scheduled_at: "" }))["scheduled_at"]).toBeNull();
});

describe("a correction", () => {
  test("of the number says the number alone", () => {
    expect(correctedOrder(ORDER, typed({ accession_number: " A2 " }))).toEqual({ accession_number: " A2 " });
  });

  test("of nothing says nothing", () => {
    expect(correctedOrder(ORDER, typed())).toEqual({});
  });

  test.each([
    [{ patient_birth_date: "1961-02-28" }, { patient_birth_date: "1961-02-28" }],
    [{ phone: "139" }, { phone: "139" }],
    [{ scheduled_at: "" }, { scheduled_at: null }],
    [{ scheduled_at: "2026-03-06T08:00" }, { scheduled_at: withOffset("2026-03-06T08:00") }],
    [{ place: "2" }, { place: "2" }],
  ])("of %j says just that", (changes, said) => {
    expect(correctedOrder(ORDER, typed(changes as Record<string, string>))).toEqual(said);
  });

  test("of a birth date that opens the link together with digits needs them", () => {
    const corrected = correctedOrder(ORDER, typed({ patient_birth_date: "1961-02-28" }));
    expect(needsDigits(corrected, "birth-date-and-phone")).toBe(true);
    expect(needsDigits({ ...corrected, id_number: "002X" }, "birth-date-and-phone")).toBe(false);
    expect(needsDigits(corrected, "code")).toBe(false);
    expect(needsDigits({ place: "2" }, "birth-date-and-phone")).toBe(false);
  });
});
