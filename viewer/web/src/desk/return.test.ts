import { beforeEach, expect, test, vi } from "vitest";
import { comeBackTo, takeReturn } from "./return.ts";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

test.each(["/c/abc-DEF_1", "/c/abc?replay", "/c/abc?light", "/view#/studies/12?with=3,4"])(
  "leads back, once, to %s",
  (address) => {
    comeBackTo(address);
    expect([takeReturn(), takeReturn()]).toEqual([address, null]);
  },
);

test.each(["https://elsewhere/c/abc", "//elsewhere", "/c/abc?next=//elsewhere", "/c/abc/../../x", "/patients"])(
  "leads nowhere else: %s",
  (address) => {
    comeBackTo(address);
    expect(takeReturn()).toBeNull();
  },
);
