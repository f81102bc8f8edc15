import { useRoomValue } from "./use-room.ts";

/** What somebody who looks for a fault reads from the page: how far it is, and whether it has what others have. */
export function useRoomData() {
  const chain = useRoomValue((room) => room.chain);
  const sequence = useRoomValue((room) => room.sequence);
  const line = useRoomValue((room) => room.line);
  return { "data-chain": chain, "data-sequence": sequence, "data-line": line };
}
