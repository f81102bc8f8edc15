import { useEffect, useMemo, useState } from "react";
import { BegunContext } from "../../desk/begun.ts";
import { bringReplayRoom } from "../replay/bring.ts";
import { Coming } from "./coming.tsx";
import { GuestGate } from "./guest/guest-gate.tsx";
import { type GuestStatus, noteStep, secretIn } from "./guest/steps.ts";
import { Instead } from "./instead.tsx";
import { isLight } from "./is-light.ts";
import { Joined } from "./joined.tsx";
import { useLanguage } from "./language.ts";
import { RoomSpokenContext } from "./spoken.ts";
import { type In, useArrival } from "./use-arrival.ts";

const bringFull = () => import("../full/full-room.tsx").then(({ FullRoom }) => ({ default: FullRoom }));
const bringLight = () => import("../light/light-room.tsx").then(({ LightRoom }) => ({ default: LightRoom }));

/** The page of a consult: who comes, what they see, and the room around it. */
export function RoomPage() {
  const spoken = useLanguage();
  const [arrival, again] = useArrival();
  return (
    <RoomSpokenContext value={spoken}>
      {arrival === null ? null : arrival.is === "in" ? (
        <Form arrival={arrival} again={again} />
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

function Form({ arrival, again }: { arrival: In; again: () => void }) {
  const bring = useMemo(() => (isLight() ? bringLight : bringFull), []);
  const isReplay = useMemo(() => new URLSearchParams(location.search).has("replay"), []);
  const begun = useMemo(() => new Map<string, unknown>(), []);
  return (
    <BegunContext value={begun}>
      <Coming bring={bring} isWhole>
        {(Room) =>
          isReplay ? (
            <Coming bring={bringReplayRoom} isWhole>
              {(Replay) => <Replay opened={arrival.opened} Form={Room} />}
            </Coming>
          ) : (
            <Joined arrival={arrival} Form={Room} again={again} />
          )
        }
      </Coming>
    </BegunContext>
  );
}
