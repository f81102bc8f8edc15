/** How a guest comes in: the link, the digits, who they are, and waiting (viewer/consult/guest_door.py). */

import { ApiError, get, post, remove, rememberPageWord } from "../../../desk/api.ts";

/** `closed`: the link opens nothing any more, whatever the reason. */
export type Step = "code" | "confirm" | "waiting" | "in" | "out" | "over" | "left" | "closed";

export interface GuestStatus {
  readonly step: Step;
  readonly name: string;
  readonly organisation: string;
  readonly hospital: string;
}

interface Told extends GuestStatus {
  readonly csrf: string;
}

/** What stands behind the # of an invitation; no browser sends it by itself. */
export function secretIn(hash: string): string {
  return /^#[A-Za-z0-9_-]{16,100}$/.test(hash) ? hash.slice(1) : "";
}

/** Takes the secret out of the address, and notes for the page's next load how far its guest was. */
export function noteStep(step: Step): void {
  history.replaceState({ step }, "", location.pathname + location.search);
}

/** Whether a guest was not let in yet when this page was loaded last. */
export function isOnTheWay(): boolean {
  const step = (history.state as { step?: Step } | null)?.step;
  return step === "confirm" || step === "waiting";
}

/** Whether a guest left by this page before it was loaded last. */
export function hasLeft(): boolean {
  return (history.state as { step?: Step } | null)?.step === "left";
}

/** How far the guest of this browser is; null: there is none, and no invitation either. */
export async function whereGuestIs(secret: string): Promise<GuestStatus | null> {
  try {
    return taken(await get<Told>("/guest"));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  if (secret === "") return null;
  return inviting(secret);
}

/** Who invites by a link; to have asked uses no try. */
async function inviting(secret: string): Promise<GuestStatus> {
  const nobody = { name: "", organisation: "", hospital: "" };
  try {
    const { hospital } = await post<{ hospital: string }>("/guest/look", { secret });
    return { ...nobody, step: "code", hospital };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    return { ...nobody, step: "closed" };
  }
}

/** Ends the session; the browser forgets what it has kept. */
export async function leave(status: GuestStatus): Promise<GuestStatus> {
  await remove("/guest");
  return { ...status, step: "left" };
}

/** Out of the room itself: nothing of it stays on the screen. */
export async function leaveRoom(): Promise<void> {
  await remove("/guest");
  noteStep("left");
  location.reload();
}

export async function enter(secret: string, code: string): Promise<GuestStatus> {
  return taken(await post<Told>("/guest/enter", { secret, code }));
}

export async function confirm(name: string, organisation: string, language: "zh" | "en"): Promise<GuestStatus> {
  const promised = { is_them: true, keeps_confidential: true };
  return taken(await post<Told>("/guest/confirm", { name, organisation, language, ...promised }));
}

function taken({ csrf, ...status }: Told): GuestStatus {
  rememberPageWord(csrf);
  return status;
}
