import { dicomDate, localInput, withOffset } from "./formats.ts";
import type { Factor, PlainOrder } from "./told/orders.ts";

/** What a form of an order's fields says, as the server reads it. */
export function writtenOrder(fields: FormData): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const [name, value] of fields) values[name] = String(value);
  const scheduled = values["scheduled_at"];
  return { ...values, scheduled_at: scheduled ? withOffset(scheduled) : null };
}

const CORRECTABLE = [
  "accession_number",
  "patient_id",
  "patient_name",
  "patient_birth_date",
  "patient_sex",
  "procedure_description",
  "modality",
  "scheduled_at",
  "place",
  "preparation",
] as const;

/** Only what somebody changed: what a system sent meanwhile must not be set back by a form that was opened before. */
export function correctedOrder(order: PlainOrder, fields: FormData): Record<string, string | null> {
  const written = writtenOrder(fields);
  const shown = { ...order, patient_birth_date: dicomDate(order.patient_birth_date) };
  const corrected: Record<string, string | null> = {};
  for (const name of CORRECTABLE) {
    const before = name === "scheduled_at" ? localInput(order.scheduled_at) : shown[name];
    if (fields.has(name) && String(fields.get(name)).trim() !== before) corrected[name] = written[name] ?? null;
  }
  for (const name of ["phone", "id_number"]) if (written[name]) corrected[name] = written[name];
  return corrected;
}

/** Whether the digits must be typed too: the link asks for them with the birth date, and they are not kept. */
export function needsDigits(corrected: Record<string, string | null>, factor: Factor | undefined): boolean {
  if (factor !== "birth-date-and-phone" && factor !== "birth-date-and-id") return false;
  return "patient_birth_date" in corrected && !corrected["phone"] && !corrected["id_number"];
}
