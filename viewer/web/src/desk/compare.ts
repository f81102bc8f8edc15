import { dicomDate, personName } from "./formats.ts";
import type { PlainOrder, Said } from "./types.ts";

export const FIELDS = ["accessionNumber", "patientId", "patientName", "birthDate"] as const;
export type Field = (typeof FIELDS)[number];

export interface Compared {
  field: Field;
  study: string;
  order: string;
  differs: boolean;
}

/** What all of a study's images and an order say about the same things. What the study leaves out does not differ. */
export function compare(said: Said[], order: PlainOrder): Compared[] {
  const each = said.map((one) => compareOne(one, order));
  return FIELDS.map((field, index) => {
    const compared = each.map((fields) => fields[index]).filter((one) => one !== undefined);
    return {
      field,
      study: [...new Set(compared.map(({ study }) => study))].join(" / "),
      order: compared[0]?.order ?? "",
      differs: compared.some(({ differs }) => differs),
    };
  });
}

function compareOne(question: Said, order: PlainOrder): Compared[] {
  const pairs: Record<Field, [string, string]> = {
    accessionNumber: [question.accession_number, order.accession_number],
    patientId: [question.patient_id, order.patient_id],
    patientName: [personName(question.patient_name), personName(order.patient_name)],
    birthDate: [dicomDate(question.patient_birth_date), dicomDate(order.patient_birth_date)],
  };
  return FIELDS.map((field) => {
    const [study, ordered] = pairs[field];
    const isSame =
      field === "patientName" ? sharesForm(question.patient_name, order.patient_name) : study.trim() === ordered.trim();
    return { field, study, order: ordered, differs: study.trim() !== "" && !isSame };
  });
}

/** A name may be given in Latin letters and in characters; one form in common is the same name. */
function sharesForm(one: string, other: string): boolean {
  const forms = new Set(formsOf(one));
  return formsOf(other).some((form) => forms.has(form));
}

function formsOf(name: string): string[] {
  return name
    .split("=")
    .map((form) =>
      form
        .normalize("NFKC")
        .replace(/[\s^]+/g, "")
        .toLowerCase(),
    )
    .filter((form) => form !== "");
}
