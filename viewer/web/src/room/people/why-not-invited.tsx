import type { ApiError } from "../../desk/api.ts";
import { type RoomWords, useRoomWords } from "../page/spoken.ts";

/** Why a guest is not invited (imaging/consult/guests.py); nothing while all is well. */
export function WhyNotInvited({ why }: { why: ApiError | null }) {
  const words = useRoomWords();
  return why === null ? null : <p role="alert">{sentence(why, words)}</p>;
}

function sentence(why: ApiError, words: RoomWords): string {
  if (why.status === 0) return words.gate.failed;
  const because = words.guests.refusal[why.problem as keyof RoomWords["guests"]["refusal"]];
  return because === undefined ? words.refused : because;
}
