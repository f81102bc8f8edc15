import { useState } from "react";
import { useRoomSpoken, timeOf } from "../page/spoken.ts";

/** What is told of an invitation, once (viewer/consult/invited_guests.py). */
export interface Issued {
  readonly link: string;
  readonly code: string;
  /** An SVG. */
  readonly qr: string;
  readonly expires_at: string;
  /** Whether the consult hides whose images they are. */
  readonly warns: boolean;
}

/** A link and digits, shown a single time. */
export function IssuedLink({ issued, close }: { issued: Issued; close: () => void }) {
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
