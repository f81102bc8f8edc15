/** What was said since one looked last; for this tab, in this visit. */

import { useEffect, useState } from "react";
import { useRoomValue } from "../page/use-room.ts";

export function useUnread(isOpen: boolean): number {
  const count = useRoomValue((room) => room.settled.messages.filter(({ by }) => by !== room.me.participant).length);
  const isThere = useRoomValue((room) => room.sequence > 0);
  const [read, setRead] = useState<number | null>(null);
  useEffect(() => {
    // What was said before one came is there to be read, and calls for nobody.
    if (isThere && (isOpen || read === null)) setRead(count);
  }, [isThere, isOpen, count, read]);
  return read === null || isOpen ? 0 : Math.max(count - read, 0);
}
