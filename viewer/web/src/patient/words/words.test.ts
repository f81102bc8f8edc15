import { describe, expect, test } from "vitest";
import { en } from "./en.ts";
import { preferredLanguage } from "./language.ts";
import { bytesText, dicomDateText, momentText, personNameText } from "./quantities.ts";
import { zh } from "./zh.ts";

type Shape = { [key: string]: string | Shape };

function shapeOf(words: object): Shape {
  const entries = Object.entries(words).map(([key, value]) => [
    key,
    typeof value === "object" && value !== null ? shapeOf(value) : typeof value,
  ]);
  return Object.fromEntries(entries);
}

test("both languages have the same keys of the same kinds", () => {
  expect(shapeOf(zh)).toEqual(shapeOf(en));
});

test("no text is left empty or in the other language", () => {
  const texts = Object.entries(zh).filter(
    ([key, value]) => typeof value === "string" && key !== "language" && key !== "betweenLetters",
  );
  for (const [key, value] of texts) {
    expect(value, key).toMatch(/[\u4e00-\u9fff]/);
    expect(en[key as keyof typeof en], key).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test.each([
  [["zh-TW", "en"], "zh-CN"],
  [["fr", "en-GB", "zh"], "en"],
  [["fr"], "zh-CN"],
  [[], "zh-CN"],
])("of %j the page speaks %s", (browser, spoken) => {
  expect(preferredLanguage(browser)).toBe(spoken);
});

describe("quantities", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [999_950, "1.0 MB"],
    [12_345_678, "12.3 MB"],
    [123_456_789, "123 MB"],
  ])("%i bytes are %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test("a date of DICOM is shown in the reader's form, whatever the time zone", () => {
    expect(dicomDateText("19490301", "zh-CN")).toBe("1949年3月1日");
    expect(dicomDateText("19490301", "en")).toBe("March 1, 1949");
  });

  test.each(["", "1949", "19491399", "19490001", "19490230", "19490100", "unknown"])(
    "what is no date stands as it is: %j",
    (text) => {
      expect(dicomDateText(text, "en")).toBe(text);
    },
  );

  test.each([
    ["Wang^XiaoDong=王^小东", "王小东 (Wang XiaoDong)"],
    ["Doe^Jane", "Doe Jane"],
    ["=王^小东=", "王小东"],
    ["", ""],
  ])("the name %j reads %j", (name, text) => {
    expect(personNameText(name)).toBe(text);
  });

  test.each([
    ["zh-CN", /^2026年3月1日 09:30/],
    ["en", /^March 1, 2026, 09:30/],
  ] as const)("in %s a moment names day and time of the hospital's clocks", (language, text) => {
    expect(momentText("2026-03-01T09:30:00+08:00", language)).toMatch(text);
  });

  test("whose clocks differ is told so", () => {
    const minutes = -new Date("2026-03-01T09:30:00Z").getTimezoneOffset();
    const zone = (offset: number) => `${offset < 0 ? "-" : "+"}${clock(Math.abs(offset))}`;
    const clock = (total: number) => new Date(total * 60_000).toISOString().slice(11, 16);
    expect(momentText(`2026-03-01T09:30:00${zone(minutes)}`, "en")).toBe("March 1, 2026, 09:30");
    const elsewhere = zone(minutes === 480 ? 540 : 480);
    expect(momentText(`2026-03-01T09:30:00${elsewhere}`, "en")).toBe("March 1, 2026, 09:30 (hospital's time)");
  });
});
