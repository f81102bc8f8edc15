import { describe, expect, test } from "vitest";
import { clockTime, hours, minutesOf } from "./clock-time.ts";

describe("a time of the day", () => {
  test.each([0, 30, 420, 1320, 1439])("comes back as it was: %d", (minutes) => {
    expect(minutesOf(clockTime(minutes))).toBe(minutes);
  });

  test("is one of every half hour, but not the one that is taken", () => {
    expect(hours(420)).toHaveLength(47);
    expect(hours(420)).not.toContain("07:00");
    expect(hours(420).at(-1)).toBe("23:30");
  });
});
