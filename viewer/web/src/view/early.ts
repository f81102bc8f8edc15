/**
 * The first script of the page: asks for the session, the study and its first picture, and shows the picture, before
 * anything else of the viewer is here.
 */

import { readAddress } from "./address.ts";
import type { Early } from "./early-answers.ts";

const PREFIX = "filmless:";

function pageOf(answer: Response): string | null {
  const place = answer.headers.get("Filmless-Place");
  return answer.ok && place !== null ? PREFIX + place.replace(",", "/") : null;
}

const address = readAddress(location.hash);
if (address !== null) {
  const ask = (path: string) => fetch(`/desk/api${path}`, { credentials: "same-origin" });
  const side = Math.min(Math.max(Math.round(Math.max(innerWidth, innerHeight) * devicePixelRatio), 256), 1024);
  const picture = ask(`/studies/${address.study}/picture?format=webp&size=${side}`);
  const early: Early = {
    study: address.study,
    session: ask("/session"),
    view: ask(`/studies/${address.study}/view`),
    preferences: ask("/viewer-preferences"),
    picture: picture.then(async (answer) => {
      const page = pageOf(answer);
      return page === null ? null : { page, address: URL.createObjectURL(await answer.blob()) };
    }),
    // The same frame at full depth, as soon as it is known which one it is.
    frame: picture.then(async (answer) => {
      const page = pageOf(answer);
      if (page === null) return null;
      const [instance, number] = page.slice(PREFIX.length).split("/");
      return { page, answer: await ask(`/instances/${instance}/frames/${number}`) };
    }),
  };
  for (const each of [early.session, early.view, early.preferences, early.picture, early.frame])
    (each as Promise<unknown>).catch(() => undefined);
  (window as unknown as { filmlessEarly?: Early }).filmlessEarly = early;
  void early.picture.then((found) => {
    const place = document.querySelector("#first-picture");
    if (found === null || place === null) return;
    const image = document.createElement("img");
    image.src = found.address;
    image.alt = "";
    place.append(image);
  });
}
