import { expect, test } from "vitest";
import type { Opened } from "./arrival.ts";
import { after, type In } from "./use-arrival.ts";

const OPENED = { consult: {}, studies: [], records: [] } as unknown as Opened;
const ME = { participant: 7, part: "speaks", is_guest: false } as const;
const IN: In = { is: "in", opened: OPENED, me: ME };

test("keeps the room of who was signed out, and goes on with it once they are back", () => {
  const out = after(IN, { is: "signed-out" }) as In;
  expect([out.is, out.isSignedOut, out.opened]).toEqual(["in", true, OPENED]);
  const back = after(out, { is: "in", opened: { ...OPENED }, me: ME }) as In;
  expect([back.isSignedOut, back.opened === OPENED]).toEqual([false, true]);
});

test("keeps nothing for somebody else, nor for who takes no part any more", () => {
  const out = after(IN, { is: "signed-out" }) as In;
  expect(after(out, { is: "in", opened: OPENED, me: { ...ME, participant: 8 } })).toEqual({ is: "over" });
  expect(after(out, { is: "nowhere" })).toEqual({ is: "over" });
});
