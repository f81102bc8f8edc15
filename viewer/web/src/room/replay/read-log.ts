/** Everything that happened in a room, also what only passed. */

import { ApiError } from "../../desk/api.ts";
import { DOOR } from "../../desk/door.ts";
import { readMessage, type Person } from "../wire.ts";

export interface ReadLog {
  readonly lines: readonly string[];
  readonly people: readonly Person[];
}

/**
 * So much comes at once as fits (viewer/live/whole_log.py), and nothing after the last. Each answer has the form of the
 * room's own messages: who takes part, then the events, character for character.
 */
export async function readLog(): Promise<ReadLog> {
  const lines: string[] = [];
  for (;;) {
    const after = lines.length === 0 ? 0 : (JSON.parse(lines.at(-1) as string) as { seq: number }).seq;
    const answer = await fetch(`${DOOR}/log?after=${after}`, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new ApiError(answer.status);
    const { message, lines: more } = readMessage(await answer.text());
    lines.push(...more);
    if (more.length === 0) return { lines, people: message.says === "people" ? message.people : [] };
  }
}
