/** A server that draws for others already asks to come back; then a person waits, and clicks nothing. */

const MOST_TRIES = 8;
const USUAL_SECONDS = 2;
const MOST_SECONDS = 30;

/** After how many milliseconds a picture that did not come is asked for again; null: it will not come. */
export async function msUntilAgain(url: string, tries: number): Promise<number | null> {
  if (tries >= MOST_TRIES) return null;
  const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  // It came meanwhile, and the server has it still.
  if (answer?.ok === true) return 0;
  if (answer?.status !== 503) return null;
  const seconds = Number(answer.headers.get("Retry-After")) || USUAL_SECONDS;
  return Math.min(seconds, MOST_SECONDS) * 1000;
}
