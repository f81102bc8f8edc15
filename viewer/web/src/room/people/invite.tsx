import { useState } from "react";
import { ApiError, post } from "../../desk/api.ts";
import { useRoomSpoken, timeOf } from "../page/spoken.ts";

/** What is told of an invitation, once (viewer/consult/invited_guests.py). */
interface Issued {
  readonly link: string;
  readonly code: string;
  /** An SVG. */
  readonly qr: string;
  readonly expires_at: string;
  /** Whether the consult hides whose images they are. */
  readonly warns: boolean;
}

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
        (issued === null ? <InviteForm issued={setIssued} /> : <Shown issued={issued} close={() => setIssued(null)} />)}
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

function Shown({ issued, close }: { issued: Issued; close: () => void }) {
  const { words, language } = useRoomSpoken();
  const { invite } = words;
  const [isCopied, setCopied] = useState(false);
  const { link, code, qr, expires_at: until, warns } = issued;
  const copy = () =>
    void navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div className="invited">
      <p className="quiet">{invite.lead}</p>
      {warns && <p role="alert">{invite.warns}</p>}
      <span>{invite.link}</span>
      <code>{link}</code>
      <button type="button" className="room-button" onClick={copy}>
        {isCopied ? invite.copied : invite.copy}
      </button>
      <span>{invite.code}</span>
      <code className="code">{code}</code>
      <img alt={invite.qr} src={`data:image/svg+xml,${encodeURIComponent(qr)}`} />
      <p className="quiet">{invite.until(timeOf(until, language))}</p>
      <button type="button" className="room-button" onClick={close}>
        {words.close}
      </button>
    </div>
  );
}
