import { UnstyledButton } from "@mantine/core";
import { IconBellRinging } from "@tabler/icons-react";
import { Link } from "wouter";
import { useInbox } from "../../report/pages/inbox-page.tsx";
import { useSession } from "../session.tsx";
import { useWords } from "../words/language.ts";

/** In the heading of every page: how many findings wait for somebody to say that they know. */
export function CriticalBadge() {
  const { companions } = useWords();
  const { may } = useSession();
  const inbox = useInbox(may("acknowledge"));
  const open = inbox.data?.critical ?? [];
  const overdue = open.filter((each) => each.is_overdue).length;
  if (open.length === 0) return null;
  const label = overdue > 0 ? companions.badgeOverdue(open.length, overdue) : companions.badge(open.length);
  return (
    <UnstyledButton
      component={Link}
      href="/critical"
      className="critical-badge"
      data-overdue={overdue > 0 ? "" : undefined}
      aria-label={label}
      title={label}
    >
      <IconBellRinging size={20} aria-hidden />
      {open.length}
    </UnstyledButton>
  );
}
