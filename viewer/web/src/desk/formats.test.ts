import { describe, expect, test } from "vitest";
import { bytes, dicomDate, inputDate, personName, withOffset } from "./formats.ts";

describe("personName", () => {
  test.each([
    ["Zhang^San=张^三", "张三 (Zhang San)"],
    ["张^三", "张三"],
    ["Wang^XiaoDong=王^小东=", "王小东 (Wang XiaoDong)"],
    ["Doe^Jane", "Doe Jane"],
    ["欧阳^娜娜=欧阳^娜娜", "欧阳娜娜"],
    ["", ""],
  ])("%s is shown as %s", (name, shown) => {
    expect(personName(name)).toBe(shown);
  });
});

test.each([
  ["19900131", "1990-01-31"],
  ["1990", "1990"],
  ["", ""],
])("the DICOM date %s is shown as %s", (text, shown) => {
  expect(dicomDate(text)).toBe(shown);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [525_000, "525 kB"],
  [1_500_000_000, "1.5 GB"],
])("%d bytes are shown as %s", (count, shown) => {
  expect(bytes(count)).toBe(shown);
});

test("a local moment names its offset, and means the same moment", () => {
  const local = "2026-03-01T09:30";
  expect(withOffset(local)).toMatch(/^2026-03-01T09:30:00[+-]\d\d:\d\d$/);
  expect(new Date(withOffset(local)).getTime()).toBe(new Date(local).getTime());
});

test("a day is written as the date field wants it", () => {
  expect(inputDate(new Date(2026, 2, 1))).toBe("2026-03-01");
});
