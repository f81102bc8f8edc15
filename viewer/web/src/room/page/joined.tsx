import { type ComponentType, useEffect, useMemo, useState } from "react";
import { get } from "../../desk/api.ts";
import { DOOR } from "../../desk/door.ts";
import { Call } from "../call/call.ts";
import { Room, watchNetwork } from "../room.ts";
import type { Opened } from "./arrival.ts";
import { attendRoom } from "./attending.ts";
import { SignedOutHere } from "./instead.tsx";
import type { RoomOf } from "./room-of.ts";
import type { In } from "./use-arrival.ts";

/** The room as it is now; who was signed out finds it as they left it, and whoever passes by meanwhile sees nothing of it. */
export function Joined({ arrival, Form, again }: { arrival: In; Form: ComponentType<RoomOf>; again: () => void }) {
  const { me, isSignedOut = false } = arrival;
  const [opened, setOpened] = useState(arrival.opened);
  const joined = useRoom();
  useEffect(() => (joined === null ? undefined : takeInMore(joined.room, setOpened)), [joined]);
  useEffect(() => (joined === null ? undefined : askWhenLost(joined.room, again)), [joined, again]);
  useEffect(() => {
    if (joined === null) return undefined;
    if (!isSignedOut) joined.room.comeBack();
    else joined.room.rest();
    return undefined;
  }, [joined, isSignedOut]);
  if (joined === null) return null;
  return (
    <>
      <div className="room-kept" data-covered={isSignedOut ? "" : undefined} inert={isSignedOut}>
        <Form {...joined} opened={opened} projector={null} />
      </div>
      {isSignedOut && <SignedOutHere isGuest={me.is_guest} />}
    </>
  );
}

const AGAIN_MS = 5000;

/** What is opened while one is here is taken in by itself; what could not be read is asked for again. */
function takeInMore(room: Room, taken: (opened: Opened) => void): () => void {
  let isAsking = false;
  const ask = () => {
    if (isAsking || !room.hasMore || room.line !== "open") return;
    isAsking = true;
    room
      .takeMore(() => get<Opened>("/view"))
      .then(taken, () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS)))
      .finally(() => {
        isAsking = false;
        ask();
      });
  };
  return room.onChange(ask);
}

const LOST_MS = 6000;

/**
 * A socket that is refused does not say why: whoever stays without one for a while asks whether they may still come; and
 * whoever was told that it is over, at once, so that nothing stays on the screen.
 */
function askWhenLost(room: Room, again: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | null = null;
  let isOver = false;
  const stop = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const leave = room.onChange(() => {
    if (room.line === "over" && !isOver) again();
    isOver = room.line === "over";
    if (room.line !== "lost") stop();
    else if (navigator.onLine) timer ??= setInterval(again, LOST_MS);
  });
  return () => {
    stop();
    leave();
  };
}

/** The connection to the room, for as long as this page stands. */
function useRoom(): { readonly room: Room; readonly call: Call } | null {
  const isRelayed = useMemo(() => new URLSearchParams(location.search).has("relay"), []);
  const [joined, setJoined] = useState<{ room: Room; call: Call } | null>(null);
  useEffect(() => {
    const room = new Room(() => new WebSocket(`${location.origin.replace(/^http/, "ws")}${DOOR}/room`));
    const call = new Call(room, isRelayed);
    setJoined({ room, call });
    const stop = watchNetwork(room);
    const stopAttending = attendRoom(room, call);
    const warn = (event: BeforeUnloadEvent) => {
      if (room.waiting.length > 0) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("beforeunload", warn);
      stopAttending();
      stop();
      call.leave();
      room.close();
    };
  }, [isRelayed]);
  return joined;
}
