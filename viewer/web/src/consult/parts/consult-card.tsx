import { Group, Text } from "@mantine/core";
import { Link } from "wouter";
import { moment } from "../../desk/formats.ts";
import { useSpoken } from "../../desk/words/language.ts";
import { examText } from "../texts.ts";
import type { ListedConsult } from "../types.ts";
import { ReferralBadge, StateBadge, UnseenBadge, UrgencyBadge } from "./badges.tsx";

/** A consult in a list: how urgent, what is asked, by whom, and until when. */
export function ConsultCard({ consult }: { consult: ListedConsult }) {
  const { words, language } = useSpoken();
  const own = words.consult;
  const question = consult.question === "" ? own.ended : consult.question;
  const when =
    consult.scheduled_at !== null && (consult.state === "scheduled" || consult.state === "live")
      ? own.meets(moment(consult.scheduled_at, language), consult.scheduled_minutes ?? 0)
      : consult.state === "requested"
        ? own.answerBy(moment(consult.due_at, language))
        : "";
  const taker =
    consult.standing === "settled" ? consult.invitations.find((each) => each.state === "accepted") : undefined;
  return (
    <li className="surface consult-card" data-urgency={consult.urgency} data-code={consult.code}>
      <Group gap={6}>
        <UrgencyBadge urgency={consult.urgency} />
        <StateBadge state={consult.state} />
        <ReferralBadge isReferral={consult.is_referral} />
        <UnseenBadge count={consult.unseen} />
      </Group>
      <Link href={`/consults/${consult.code}`} className="whole name two-lines">
        <Text span fw={600}>
          {question}
        </Text>
      </Link>
      <Text c="dimmed" size="sm">
        {[examText(consult.exam), consult.hospital, consult.asker].filter((part) => part !== "").join(" · ")}
      </Text>
      {consult.standing === "asks" && (
        <Text c="dimmed" size="sm" className="breaks">
          {consult.invitations.map(({ name, state }) => `${name} (${own.invitationStates[state]})`).join(words.comma)}
        </Text>
      )}
      {taker !== undefined && <Text size="sm">{own.takenBy(taker.answered_by)}</Text>}
      {when !== "" && (
        <Text size="sm" {...(consult.is_late ? { c: "var(--mantine-color-error)", fw: 600 } : {})}>
          {consult.is_late ? `${own.late} · ${when}` : when}
        </Text>
      )}
    </li>
  );
}
