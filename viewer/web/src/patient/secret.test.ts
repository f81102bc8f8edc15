import { expect, test, vi } from "vitest";
import { hideSecret, secretIn } from "./secret.ts";

const SECRET = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI2TMNZYHE4Q";

const NOTHING_OPENED = { link: "", place: { name: "status" } };

function taken(hash: string): [string | null, unknown[][]] {
  const replaceState = vi.fn();
  const location = { hash, pathname: "/i" } as Location;
  const secret = secretIn(location);
  hideSecret(location, { replaceState } as unknown as History);
  return [secret, replaceState.mock.calls];
}

test("the secret is taken out of the address", () => {
  expect(taken(`#${SECRET}`)).toEqual([SECRET, [[NOTHING_OPENED, "", "/i"]]]);
});

test.each(["#//evil.example", "#short", "#javascript:alert(1)", "#https://evil.example/aaaaaaaaaaaaaaaa"])(
  "%s is no secret: it is asked about like any code that opens nothing, and leaves the address too",
  (hash) => {
    expect(taken(hash)).toEqual(["?", [[NOTHING_OPENED, "", "/i"]]]);
  },
);

test("an address without a fragment stays untouched", () => {
  expect(taken("")).toEqual([null, []]);
});
