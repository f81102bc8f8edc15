import { post } from "../../desk/api.ts";
import { useBegun } from "../../desk/begun.ts";
import { useRoomSpoken } from "../page/spoken.ts";
import { useDeed } from "../page/use-deed.ts";
import { type Issued, IssuedLink } from "./issued-link.tsx";
import { WhyNotInvited } from "./why-not-invited.tsx";

/** Invites somebody without an account: a link to be sent, and digits to be told. */
export function Invite() {
  const { words } = useRoomSpoken();
  const { invite } = words;
  // What is shown once stays until it is put away, whatever one looks at meanwhile.
  const [issued, setIssued] = useBegun<Issued | null>("guest-issued", null);
  const [isOpen, setOpen] = useBegun("guest-inviting", false);
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
  const [name, setName] = useBegun("guest-name", "");
  const [organisation, setOrganisation] = useBegun("guest-organisation", "");
  const { isDoing, why, act } = useDeed();
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    act(
      () => post<Issued>("/guests", { name: name.trim(), organisation: organisation.trim() }),
      (answer) => {
        setName("");
        setOrganisation("");
        issued(answer);
      },
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
      <WhyNotInvited why={why} />
      <button type="submit" className="room-button primary" disabled={isDoing}>
        {invite.make}
      </button>
    </form>
  );
}
