/** Who comes back from the hospital's directory brings this along in the address, which loses it at once. */
export interface Arrival {
  hospital_id: number;
  state: string;
  code: string;
  error: string;
  iss: string;
}

const CHANNEL = "filmless-confirmed";

export const ARRIVAL: Arrival | null = takeArrival();

function takeArrival(): Arrival | null {
  const path = /^\/directory\/(\d{1,18})$/.exec(location.pathname);
  if (path === null) return null;
  const found = new URLSearchParams(location.search);
  history.replaceState(null, "", "/");
  const named = (name: string) => found.get(name) ?? "";
  return {
    hospital_id: Number(path[1]),
    state: named("state"),
    code: named("code"),
    error: named("error"),
    iss: named("iss"),
  };
}

/** Tells the window that waits for it that its owner has shown who they are. */
export function tellConfirmed(ticket: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(ticket);
  channel.close();
  window.close();
}

/** Waits until another window tells so; what is returned ends the waiting. */
export function awaitConfirmed(confirmed: (ticket: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") confirmed(data);
  };
  return () => channel.close();
}
