/** Everything that happened in a room, also what only passed. */

import { ApiError } from "../../desk/api.ts";
import { DOOR } from "../../desk/door.ts";
import { readMessage, type Person } from "../wire.ts";

export interface ReadLog {
  readonly lines: readonly string[];
  readonly people: readonly Person[];
}

/** The answer has the form of the room's own messages: who takes part, then the events, character for character. */
export async function readLog(): Promise<ReadLog> {
  const answer = await fetch(`${DOOR}/log`, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new ApiError(answer.status);
  const { message, lines } = readMessage(await answer.text());
  return { lines, people: message.says === "people" ? message.people : [] };
}
