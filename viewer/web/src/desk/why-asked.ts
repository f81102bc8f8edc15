import { fieldNames } from "./field-names.ts";
import type { Question } from "./told/questions.ts";
import type { Words } from "./words/language.ts";

/** Why a person must decide, in a sentence that names what differs, contradicts itself or is missing. */
export function whyAsked({ reason, attributes }: Pick<Question, "reason" | "attributes">, words: Words): string {
  const naming = words.reasonNaming[reason as keyof Words["reasonNaming"]];
  if (attributes.length === 0 || naming === undefined) return words.reason[reason];
  return naming(fieldNames(attributes, words));
}
