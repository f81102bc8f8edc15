/** Runs when a push message comes, also while no page is open. It shows the message, and keeps and loads nothing. */

import { noticeOf, ownPath } from "./notice.ts";

// The part of a service worker's world that is used here; the compiler knows that of pages.
interface Waits extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Pushed extends Waits {
  data: { text(): string } | null;
}
interface Clicked extends Waits {
  notification: Notification & { data: unknown };
}
interface Page {
  url: string;
  focus(): Promise<unknown>;
}
interface World {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "push", listener: (event: Pushed) => void): void;
  addEventListener(kind: "notificationclick", listener: (event: Clicked) => void): void;
  addEventListener(kind: "install" | "activate", listener: (event: Waits) => void): void;
}
const world = self as unknown as World;

world.addEventListener("install", (event) => event.waitUntil(world.skipWaiting()));
world.addEventListener("activate", (event) => event.waitUntil(world.clients.claim()));

world.addEventListener("push", (event) => {
  const notice = noticeOf(event.data?.text() ?? "");
  const shown = world.registration.showNotification(notice.title, {
    body: notice.body,
    // The same message that comes again takes the place of the first.
    tag: notice.tag,
    lang: notice.language === "zh" ? "zh-CN" : "en",
    requireInteraction: notice.stays,
    data: notice.path,
  });
  event.waitUntil(shown);
});

world.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(ownPath(event.notification.data), world.location.origin).href));
});

/** Never leads a page that is open elsewhere: somebody may be writing in it. */
async function open(address: string): Promise<unknown> {
  const pages = await world.clients.matchAll({ type: "window", includeUncontrolled: true });
  const here = pages.find((page) => page.url === address);
  return here === undefined ? world.clients.openWindow(address) : here.focus();
}
