import { createContext, useContext } from "react";
import { useRoomWords } from "../page/spoken.ts";
import { useRoomValue } from "../page/use-room.ts";
import { mayConduct } from "../events.ts";

/** How much was said that one has not read. */
export const UnreadContext = createContext(0);

export function UnreadMark() {
  const words = useRoomWords();
  const unread = useContext(UnreadContext);
  return unread === 0 ? null : (
    <span className="tab-mark" title={words.unread(unread)}>
      {unread > 99 ? "99+" : unread}
    </span>
  );
}

/** To the host: somebody waits to be let in. */
export function PeopleMark() {
  const waiting = useRoomValue((room) =>
    mayConduct(room.me.part) ? room.people.filter(({ part }) => part === "waits").length : 0,
  );
  return waiting === 0 ? null : <span className="tab-mark">{waiting}</span>;
}
