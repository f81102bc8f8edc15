import { describe, expect, it } from "vitest";
import { readDate, readMoment } from "./date-text.ts";

describe("a date that is typed", () => {
  it.each(["1999-12-31", "19991231", "1999/12/31", "1999.12.31", "1999年12月31日", " 1999 12 31 "])(
    "is read: %s",
    (text) => {
      expect(readDate(text)).toBe("1999-12-31");
    },
  );

  it.each([
    ["1999-1-2", "1999-01-02"],
    ["2000-02-29", "2000-02-29"],
  ])("may leave noughts out: %s", (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it.each(["", "1999-12", "1999-02-29", "1999-13-01", "31/12/1999", "99-12-31", "1999-12-31 08:00", "tomorrow"])(
    "is refused where it is none, or means two things: %s",
    (text) => {
      expect(readDate(text)).toBeNull();
    },
  );
});

describe("a moment that is typed", () => {
  it.each([
    ["2026-03-06 08:30", "2026-03-06 08:30"],
    ["2026-03-06T08:30", "2026-03-06 08:30"],
    ["202603060830", "2026-03-06 08:30"],
    ["2026-03-060830", "2026-03-06 08:30"],
    ["2026-3-6 8:05", "2026-03-06 08:05"],
    ["2026年3月6日 8时", "2026-03-06 08:00"],
    ["20260306", "2026-03-06 07:15"],
  ])("is read: %s", (text, moment) => {
    expect(readMoment(text, "07:15")).toBe(moment);
  });

  it.each(["", "08:30", "2026-03-06 24:00", "2026-03-06 08:60", "2026-03-06 08:30:00"])("is refused: %s", (text) => {
    expect(readMoment(text, "00:00")).toBeNull();
  });
});
