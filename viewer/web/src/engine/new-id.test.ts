import { expect, test, vi } from "vitest";
import { newId } from "./new-id.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("gives another UUID each time, also on a page without TLS", () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  const ids = Array.from({ length: 200 }, newId);
  expect(ids.filter((each) => !UUID.test(each))).toEqual([]);
  expect(new Set(ids).size).toBe(200);
  vi.unstubAllGlobals();
});
