import { useState } from "react";
import { ApiError, post } from "../../desk/api.ts";
import { useRoomSpoken } from "../page/spoken.ts";
import { type Issued, IssuedLink } from "./issued-link.tsx";

/** Invites somebody without an account: a link to be sent, and digits to be told. */
export function Invite() {
  const { words } = useRoomSpoken();
  const { invite } = words;
  const [isOpen, setOpen] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <div>
      <button type="button" className="room-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {invite.title}
      </button>
      {isOpen &&
        (issued === null ? (
          <InviteForm issued={setIssued} />
        ) : (
          <IssuedLink issued={issued} close={() => setIssued(null)} />
        ))}
    </div>
  );
}

function InviteForm({ issued }: { issued: (issued: Issued) => void }) {
  const { words } = useRoomSpoken();
  const { invite } = words;
  const [name, setName] = useState("");
  const [organisation, setOrganisation] = useState("");
  const [hasFailed, setFailed] = useState(false);
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    setFailed(false);
    post<Issued>("/guests", { name: name.trim(), organisation: organisation.trim() }).then(issued, (error: unknown) =>
      setFailed(error instanceof ApiError),
    );
  };
  return (
    <form onSubmit={send}>
      <label>
        {invite.name}
        <input value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} required />
      </label>
      <label>
        {invite.organisation}
        <input
          value={organisation}
          onChange={(event) => setOrganisation(event.currentTarget.value)}
          maxLength={200}
          required
        />
      </label>
      {hasFailed && <p role="alert">{words.refused}</p>}
      <button type="submit" className="room-button primary">
        {invite.make}
      </button>
    </form>
  );
}
