import { useRoomWords } from "./spoken.ts";
import { useRoomValue } from "./use-room.ts";

/** Why nothing is drawn and said any more: the consult is concluded, and then closed. */
export function useEndedWords(): string {
  const words = useRoomWords();
  const consult = useRoomValue((room) => room.consult);
  return consult === "concluded" ? words.concluded : words.isClosed;
}
