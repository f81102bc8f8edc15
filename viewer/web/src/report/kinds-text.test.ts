import { expect, test } from "vitest";
import { kindsToText, textToKinds } from "./kinds-text.ts";

test("what is written is read again", () => {
  const kinds = [
    { zh: "颅内出血", en: "Intracranial haemorrhage", minutes: 15 },
    { zh: "气胸", en: "Pneumothorax", minutes: 1440 },
  ];
  expect(textToKinds(`${kindsToText(kinds)}\n\n`)).toEqual(kinds);
});

test("a line that is not whole is named", () => {
  expect(textToKinds("甲 | A | 5\n乙 | B | soon")).toBe("乙 | B | soon");
  expect(textToKinds("丙 | | 5")).toBe("丙 | | 5");
});
