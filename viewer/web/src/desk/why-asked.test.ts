import { expect, test } from "vitest";
import { whyAsked } from "./why-asked.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

test("a question names what differs, in both languages", () => {
  const question = { reason: "patient-differs", attributes: ["patient_name", "patient_sex"] } as const;
  const asked = { ...question, attributes: [...question.attributes] };
  expect(whyAsked(asked, en)).toBe("The number fits an order, but the patient differs: Name, Sex.");
  expect(whyAsked(asked, zh)).toBe("检查号吻合，但患者信息不同：姓名、性别。");
});

test("a question names what is missing, and what the images say in two ways", () => {
  expect(whyAsked({ reason: "patient-incomplete", attributes: ["patient_birth_date"] }, en)).toContain("Date of birth");
  expect(whyAsked({ reason: "contradiction", attributes: ["issuer_of_patient_id"] }, zh)).toContain("患者编号签发机构");
});

test("a question that is about no attribute says why all the same", () => {
  expect(whyAsked({ reason: "order-cancelled", attributes: [] }, en)).toBe(en.reason["order-cancelled"]);
  expect(whyAsked({ reason: "contradiction", attributes: [] }, en)).toBe(en.reason.contradiction);
});
