import { Text } from "@mantine/core";
import { useKept } from "../../desk/kept.ts";
import { Page } from "../../desk/parts/page.tsx";
import { Answer } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import { EscalationForm } from "../escalation-form.tsx";
import { HookList } from "../hook-list.tsx";
import { NewHook } from "../new-hook.tsx";
import "../telling.css";
import type { SetUp } from "../types.ts";

/** How the hospital's people are told: its robots and web hooks, and who is told when nobody answers. */
export function NotificationsPage() {
  const own = useWords().telling;
  const { query, keep } = useKept<SetUp>("/notifications");
  return (
    <Page title={own.notifications} lead={own.notificationsLead}>
      <Answer query={query}>
        {(setUp) => (
          <>
            {!setUp.sends_mail && <Text c="dimmed">{own.mailNotSetUp}</Text>}
            <HookList setUp={setUp} keep={keep} />
            <NewHook setUp={setUp} keep={keep} />
            <EscalationForm setUp={setUp} keep={keep} />
          </>
        )}
      </Answer>
    </Page>
  );
}
