/** Push messages in this browser: whether they can come, and what switches them on. */

import { post } from "../desk/api.ts";
import type { Language } from "../desk/words/language.ts";
import type { ChosenInfo } from "./types.ts";

const WORKER = "/push-worker.js";
// Who switched them on in this browser, so that an address that the browser changes meanwhile is told again.
const KEPT_AS = "filmless-push";

/** Why they can't come, if so. */
export type Hindrance = "unsecured" | "unknown" | "denied" | null;

export function hindrance(): Hindrance {
  if (!window.isSecureContext) return "unsecured";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unknown";
  return Notification.permission === "denied" ? "denied" : null;
}

/** Asks the browser, and tells the server where it is; null if whoever sits there said no. */
export async function switchOn(key: string, login: string, language: Language): Promise<ChosenInfo | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const answer = await tell(await subscribed(key), language);
  localStorage.setItem(KEPT_AS, login);
  return answer;
}

export async function switchOff(): Promise<void> {
  localStorage.removeItem(KEPT_AS);
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

/** Whether this browser is told of the news of whoever is signed in. */
export async function isOnHere(): Promise<boolean> {
  if (hindrance() !== null) return false;
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return false;
  return (await post<{ is_here: boolean }>("/account/telling/browsers/here", { endpoint: subscription.endpoint }))
    .is_here;
}

/** Browsers change their address now and then: whoever switched messages on here has them told again. */
export async function renew(key: () => Promise<string>, login: string, language: Language): Promise<void> {
  if (hindrance() !== null || Notification.permission !== "granted" || localStorage.getItem(KEPT_AS) !== login) return;
  if (!(await isOnHere())) await tell(await subscribed(await key()), language);
}

async function subscribed(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(WORKER, { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    // What was subscribed with another key, such as that of an installation before this one, must go first.
    const former = await registration.pushManager.getSubscription();
    if (former === null) throw error;
    await former.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

function tell(subscription: PushSubscription, language: Language): Promise<ChosenInfo> {
  const { endpoint, keys } = subscription.toJSON();
  return post("/account/telling/browsers", {
    endpoint,
    p256dh: keys?.["p256dh"] ?? "",
    auth: keys?.["auth"] ?? "",
    language,
  });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}
