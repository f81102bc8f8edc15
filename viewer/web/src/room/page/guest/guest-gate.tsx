import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ApiError } from "../../../desk/api.ts";
import { Whole } from "../instead.tsx";
import { useRoomSpoken, useRoomWords } from "../spoken.ts";
import { useDeed } from "../use-deed.ts";
import { confirm, enter, type GuestStatus, leave, type Step } from "./steps.ts";
import { waitBefore } from "./waiting.ts";

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
      <Heading step={status.step}>
        {status.hospital === "" ? words.gate.invited : words.gate.title(status.hospital)}
      </Heading>
      {status.step === "code" && <Digits secret={secret} go={go} again={again} />}
      {status.step === "confirm" && <Who status={status} go={go} />}
      {status.step === "waiting" && <Waits status={status} go={go} again={again} />}
      {isOver(status.step) && <p role="status">{words.gate[status.step]}</p>}
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

/** With each step what was pressed is gone: whoever reads by ear or by keys goes on from here. */
function Heading({ step, children }: { step: Step; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const former = useRef(step);
  useEffect(() => {
    if (former.current !== step) heading.current?.focus();
    former.current = step;
  }, [step]);
  return (
    <h1 ref={heading} className="gate-title" tabIndex={-1}>
      {children}
    </h1>
  );
}

type Over = Extract<Step, "out" | "over" | "left" | "closed">;

function isOver(step: Step): step is Over {
  return step === "out" || step === "over" || step === "left" || step === "closed";
}

const DIGITS = 6;

function Digits({ secret, go, again }: { secret: string; go: (status: GuestStatus) => void; again: () => void }) {
  const { gate: words } = useRoomWords();
  const [code, setCode] = useState("");
  const { isDoing, why, send } = useSending(() => enter(secret, code), go);
  useEffect(() => {
    if (why !== null) setCode("");
    // Whatever has become of the invitation, it is said in its place.
    if (why?.status === 404) again();
  }, [why, again]);
  return (
    <form className="gate" onSubmit={send}>
      <label>
        {words.code}
        <input
          className="gate-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.replace(/\D/gu, "").slice(0, DIGITS))}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          aria-describedby="gate-lead gate-why"
        />
      </label>
      <p id="gate-lead" className="quiet">
        {words.codeLead}
      </p>
      <Why why={why} />
      <button type="submit" className="room-button primary" disabled={isDoing || code.length < DIGITS}>
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
  const { isDoing, why, send } = useSending(() => confirm(name.trim(), organisation.trim(), language), go);
  return (
    <form className="gate" onSubmit={send}>
      <h2 className="gate-step">{gate.who}</h2>
      <p className="quiet">{gate.whoLead}</p>
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
      <button type="submit" className="room-button primary" disabled={isDoing}>
        {gate.enter}
      </button>
    </form>
  );
}

function Waits(props: { status: GuestStatus; go: (status: GuestStatus) => void; again: () => void }) {
  const { status, go, again } = props;
  const words = useRoomWords();
  useEffect(() => waitBefore((now) => (now === null ? again() : go(now))), [go, again]);
  return (
    <>
      <div role="status" className="gate-said">
        <p>{words.gate.announced(status.name)}</p>
        <p>{words.waits}</p>
        <p className="quiet">{words.waitsMore}</p>
      </div>
      <button type="button" className="room-button" onClick={() => void leave(status).then(go, again)}>
        {words.gate.leave}
      </button>
    </>
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
  const { isDoing, why, act } = useDeed();
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    // Each try counts.
    act(send, go);
  };
  return { isDoing, why, send: submit };
}
