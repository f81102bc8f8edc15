import { describe, expect, test } from "vitest";
import { readAddress, writeAddress } from "./address.ts";

describe("the address of a study", () => {
  test.each([
    ["#/studies/17", { study: 17, others: [] }],
    ["#/studies/17?with=12,9", { study: 17, others: [12, 9] }],
    ["#/studies/17?with=12,12,17,x", { study: 17, others: [12] }],
  ])("%s is read", (hash, address) => {
    expect(readAddress(hash)).toEqual(address);
  });

  test.each(["", "#/", "#/studies/", "#/studies/x", "#/studies/1/2", "#/orders/1"])("%s names none", (hash) => {
    expect(readAddress(hash)).toBeNull();
  });

  test("is written as it is read", () => {
    const address = { study: 17, others: [12, 9] };
    expect(readAddress(writeAddress(address))).toEqual(address);
  });
});
