import { useCallback, useEffect, useState } from "react";
import { get, post } from "../../desk/api.ts";
import { useBegun } from "../../desk/begun.ts";
import { timeOf, useRoomSpoken } from "../page/spoken.ts";
import { useDeed } from "../page/use-deed.ts";
import { useRoomValue } from "../page/use-room.ts";
import { type Issued, IssuedLink } from "./issued-link.tsx";
import { WhyNotInvited } from "./why-not-invited.tsx";

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
  const [isOpen, setOpen] = useBegun("guests-listed", false);
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
  const [issued, setIssued] = useBegun<Issued | null>("guest-issued-again", null);
  const { isDoing, why, act } = useDeed();
  const look = useCallback(
    () =>
      get<Guests>("/guests").then(
        ({ guests: told }) => {
          setGuests(told);
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [],
  );
  // Whoever comes, goes or is taken out is somewhere else in this list too.
  useEffect(() => void look(), [look, people]);
  const change = <T,>(send: () => Promise<T>, done: (answer: T) => void = () => undefined) =>
    act(() => send().finally(() => void look()), done);
  const again = (id: number) => change(() => post<Issued>(`/guests/${id}/again`), setIssued);
  const revoke = (id: number) => change(() => post(`/guests/${id}/revoke`));
  return (
    <div className="guest-list">
      {hasFailed && <p role="alert">{words.gate.failed}</p>}
      <WhyNotInvited why={why} />
      {guests?.length === 0 && <p className="quiet">{own.none}</p>}
      {issued !== null && <IssuedLink issued={issued} close={() => setIssued(null)} />}
      <ul aria-label={own.title}>
        {(guests ?? []).map((guest) => (
          <GuestRow key={guest.id} guest={guest} isDoing={isDoing} again={again} revoke={revoke} />
        ))}
      </ul>
    </div>
  );
}

type ToGuest = (id: number) => void;

function GuestRow(props: { guest: Guest; isDoing: boolean; again: ToGuest; revoke: ToGuest }) {
  const { guest, isDoing, again, revoke } = props;
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
              revoke(id);
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
            <button
              type="button"
              className="room-button"
              aria-label={own.again(name)}
              disabled={isDoing}
              onClick={() => again(id)}
            >
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
