import { useCallback, useEffect, useState } from "react";
import { get, post } from "../../desk/api.ts";
import { timeOf, useRoomSpoken } from "../page/spoken.ts";
import { useRoomValue } from "../page/use-room.ts";
import { type Issued, IssuedLink } from "./issued-link.tsx";

/** An invitation as whoever asks sees it (viewer/consult/invited_guests.py). */
interface Guest {
  readonly id: number;
  readonly name: string;
  readonly organisation: string;
  readonly confirmed_name: string;
  readonly state: "invited" | "waits" | "in" | "gone" | "revoked" | "expired" | "locked";
  readonly expires_at: string;
}

interface Guests {
  readonly guests: readonly Guest[];
}

/** Who was invited by a link, how far each is, and what can be done about it. */
export function GuestList() {
  const { words } = useRoomSpoken();
  const own = words.guests;
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="room-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {own.title}
      </button>
      {isOpen && <Listed />}
    </div>
  );
}

function Listed() {
  const { words } = useRoomSpoken();
  const own = words.guests;
  const people = useRoomValue((room) => room.people);
  const [guests, setGuests] = useState<readonly Guest[] | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const look = useCallback(
    () =>
      get<Guests>("/guests").then(
        ({ guests: told }) => setGuests(told),
        () => setFailed(true),
      ),
    [],
  );
  // Whoever comes, goes or is taken out is somewhere else in this list too.
  useEffect(() => void look(), [look, people]);
  const act = async (deed: () => Promise<unknown>) => {
    setFailed(false);
    await deed().catch(() => setFailed(true));
    await look();
  };
  const again = (id: number) => act(() => post<Issued>(`/guests/${id}/again`).then(setIssued));
  const revoke = (id: number) => act(() => post(`/guests/${id}/revoke`));
  return (
    <div className="guest-list">
      {hasFailed && <p role="alert">{words.refused}</p>}
      {guests?.length === 0 && <p className="quiet">{own.none}</p>}
      {issued !== null && <IssuedLink issued={issued} close={() => setIssued(null)} />}
      <ul aria-label={own.title}>
        {(guests ?? []).map((guest) => (
          <GuestRow key={guest.id} guest={guest} again={again} revoke={revoke} />
        ))}
      </ul>
    </div>
  );
}

type Deed = (id: number) => Promise<void>;

function GuestRow({ guest, again, revoke }: { guest: Guest; again: Deed; revoke: Deed }) {
  const { words, language } = useRoomSpoken();
  const own = words.guests;
  const [isSure, setSure] = useState(false);
  const { id, organisation, state, expires_at: until } = guest;
  const name = guest.confirmed_name || guest.name;
  const isThere = state === "in" || state === "waits";
  const isOver = state === "revoked" || state === "expired";
  return (
    <li className="guest-row" data-state={state}>
      <div className="person-who">
        <b>{name}</b>
        <span className="quiet">
          {[organisation, own.states[state], isOver ? "" : words.invite.until(timeOf(until, language))]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      {isSure ? (
        <div className="person-actions" role="group" aria-label={own.revoke(name)}>
          <p>{own.revokeSure(name)}</p>
          <button
            type="button"
            className="room-button danger"
            onClick={() => {
              setSure(false);
              void revoke(id);
            }}
          >
            {own.revokeYes}
          </button>
          <button type="button" className="room-button" onClick={() => setSure(false)}>
            {words.cancel}
          </button>
        </div>
      ) : (
        <div className="person-actions">
          {!isThere && (
            <button type="button" className="room-button" aria-label={own.again(name)} onClick={() => void again(id)}>
              {own.againShort}
            </button>
          )}
          {!isOver && (
            <button
              type="button"
              className="room-button danger"
              aria-label={own.revoke(name)}
              onClick={() => setSure(true)}
            >
              {own.revokeYes}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
