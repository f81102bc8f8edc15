import { useEffect, useState } from "react";
import { ApiError } from "../../../desk/api.ts";
import { Whole } from "../instead.tsx";
import { useRoomSpoken, useRoomWords } from "../spoken.ts";
import { confirm, enter, type GuestStatus } from "./steps.ts";

const WAITS_MS = 3000;

/** A guest before the door: the digits, who they are, and waiting until the host lets them in. */
export function GuestGate(props: {
  status: GuestStatus;
  secret: string;
  go: (status: GuestStatus) => void;
  again: () => void;
}) {
  const { status, secret, go, again } = props;
  const { words, language, change } = useRoomSpoken();
  const other = language === "zh" ? "en" : "zh";
  return (
    <Whole>
      <h1 className="gate-title">{words.gate.title(status.hospital)}</h1>
      {status.step === "code" && <Digits secret={secret} go={go} />}
      {status.step === "confirm" && <Who status={status} go={go} />}
      {status.step === "waiting" && <Waits again={again} />}
      {(status.step === "out" || status.step === "over") && <p role="status">{words.over.ended}</p>}
      <button
        type="button"
        className="room-button"
        lang={other === "zh" ? "zh-CN" : "en"}
        onClick={() => change(other)}
      >
        {other === "zh" ? "中文" : "English"}
      </button>
    </Whole>
  );
}

function Digits({ secret, go }: { secret: string; go: (status: GuestStatus) => void }) {
  const { gate: words } = useRoomWords();
  const [code, setCode] = useState("");
  const [why, send] = useSending(() => enter(secret, code.replace(/\s/g, "")), go);
  return (
    <form className="gate" onSubmit={send}>
      <label>
        {words.code}
        <input
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          aria-describedby="gate-why"
        />
      </label>
      <p className="quiet">{words.codeLead}</p>
      <Why why={why} />
      <button type="submit" className="room-button primary">
        {words.next}
      </button>
    </form>
  );
}

/** Colleagues must know who is there, and a guest what they promise. */
function Who({ status, go }: { status: GuestStatus; go: (status: GuestStatus) => void }) {
  const { words, language } = useRoomSpoken();
  const { gate } = words;
  const [name, setName] = useState(status.name);
  const [organisation, setOrganisation] = useState(status.organisation);
  const [why, send] = useSending(() => confirm(name.trim(), organisation.trim(), language), go);
  return (
    <form className="gate" onSubmit={send}>
      <label>
        {words.invite.name}
        <input
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          maxLength={100}
          required
        />
      </label>
      <label>
        {words.invite.organisation}
        <input
          value={organisation}
          onChange={(event) => setOrganisation(event.currentTarget.value)}
          autoComplete="organization"
          maxLength={200}
          required
        />
      </label>
      <label className="gate-promise">
        <input type="checkbox" required /> {gate.isThem}
      </label>
      <label className="gate-promise">
        <input type="checkbox" required /> {gate.confidential}
      </label>
      <Why why={why} />
      <button type="submit" className="room-button primary">
        {gate.enter}
      </button>
    </form>
  );
}

function Waits({ again }: { again: () => void }) {
  const words = useRoomWords();
  useEffect(() => {
    const timer = setInterval(again, WAITS_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <p role="status">
      {words.waits} <span className="quiet">{words.waitsMore}</span>
    </p>
  );
}

function Why({ why }: { why: ApiError | null }) {
  const { gate } = useRoomWords();
  const told = why === null ? "" : sentence(why, gate);
  return (
    <p id="gate-why" role="alert" className="gate-why">
      {told}
    </p>
  );
}

function sentence(why: ApiError, words: ReturnType<typeof useRoomWords>["gate"]): string {
  if (why.status === 429) return words.tooMany;
  if (why.problem === "guest-code") return words.wrong(Number(why.told["remaining"] ?? 0));
  return why.status === 404 ? words.opensNothing : words.failed;
}

function useSending(send: () => Promise<GuestStatus>, go: (status: GuestStatus) => void) {
  const [why, setWhy] = useState<ApiError | null>(null);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setWhy(null);
    send().then(go, (error: unknown) => setWhy(error instanceof ApiError ? error : new ApiError(0)));
  };
  return [why, submit] as const;
}
