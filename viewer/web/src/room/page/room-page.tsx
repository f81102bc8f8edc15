import { type ComponentType, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { DOOR } from "../../desk/door.ts";
import { Call } from "../call/call.ts";
import { bringReplayRoom } from "../replay/bring.ts";
import { Room, watchNetwork } from "../room.ts";
import { type Arrival, arrive, type Opened } from "./arrival.ts";
import { attendRoom } from "./attending.ts";
import { Coming } from "./coming.tsx";
import { GuestGate } from "./guest/guest-gate.tsx";
import { type GuestStatus, noteStep, secretIn } from "./guest/steps.ts";
import { Instead } from "./instead.tsx";
import { isLight } from "./is-light.ts";
import { useLanguage } from "./language.ts";
import type { RoomOf } from "./room-of.ts";
import { RoomSpokenContext } from "./spoken.ts";

const bringFull = () => import("../full/full-room.tsx").then(({ FullRoom }) => ({ default: FullRoom }));
const bringLight = () => import("../light/light-room.tsx").then(({ LightRoom }) => ({ default: LightRoom }));

/** The page of a consult: who comes, what they see, and the room around it. */
export function RoomPage() {
  const spoken = useLanguage();
  const [arrival, again] = useArrival();
  return (
    <RoomSpokenContext value={spoken}>
      {arrival === null ? null : arrival.is === "in" ? (
        <Form opened={arrival.opened} again={again} />
      ) : arrival.is === "guest" ? (
        <Guest status={arrival.status} again={again} />
      ) : (
        <Instead of={arrival.is} again={again} />
      )}
    </RoomSpokenContext>
  );
}

/** Once in, the secret of the link is no longer in the address. */
function Guest({ status, again }: { status: GuestStatus; again: () => void }) {
  const [now, setNow] = useState<GuestStatus | null>(null);
  const [secret] = useState(() => secretIn(location.hash));
  const current = now ?? status;
  useEffect(() => setNow(null), [status]);
  useEffect(() => {
    if (current.step !== "code" && current.step !== "closed") noteStep(current.step);
    if (current.step === "in") again();
  }, [current, again]);
  return <GuestGate status={current} secret={secret} go={setNow} again={again} />;
}

const WAITS_MS = 3000;

function useArrival(): readonly [Arrival | { readonly is: "failed" } | null, () => void] {
  const [arrival, setArrival] = useState<Arrival | { readonly is: "failed" } | null>(null);
  const isFirst = useRef(true);
  // Whoever is in stays on what they have, unless it is said to be over.
  const ask = useCallback(() => {
    void arrive(isFirst.current).then(
      (found) => setArrival((before) => (before?.is === "in" ? after(before, found) : found)),
      () => setArrival((before) => (before?.is === "in" ? before : { is: "failed" })),
    );
    isFirst.current = false;
  }, []);
  useEffect(ask, [ask]);
  useEffect(() => {
    if (arrival?.is !== "waits") return undefined;
    const timer = setTimeout(ask, WAITS_MS);
    return () => clearTimeout(timer);
  }, [arrival, ask]);
  return [arrival, ask];
}

/** What becomes of whoever was in, when they ask again. */
function after(before: Arrival, found: Arrival): Arrival {
  if (found.is === "in") return before;
  return found.is === "nowhere" ? { is: "over" } : found;
}

function Form({ opened, again }: { opened: Opened; again: () => void }) {
  const bring = useMemo(() => (isLight() ? bringLight : bringFull), []);
  const isReplay = useMemo(() => new URLSearchParams(location.search).has("replay"), []);
  return (
    <Coming bring={bring} isWhole>
      {(Room) =>
        isReplay ? (
          <Coming bring={bringReplayRoom} isWhole>
            {(Replay) => <Replay opened={opened} Form={Room} />}
          </Coming>
        ) : (
          <Joined opened={opened} Form={Room} again={again} />
        )
      }
    </Coming>
  );
}

function Joined({ opened, Form, again }: { opened: Opened; Form: ComponentType<RoomOf>; again: () => void }) {
  const joined = useRoom();
  useEffect(() => (joined === null ? undefined : askWhenLost(joined.room, again)), [joined, again]);
  return joined === null ? null : <Form {...joined} opened={opened} projector={null} />;
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
