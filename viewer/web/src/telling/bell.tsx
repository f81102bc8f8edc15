import { UnstyledButton } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link } from "wouter";
import { get } from "../desk/api.ts";
import { useSession } from "../desk/session.tsx";
import { useSpoken } from "../desk/words/language.ts";
import "./telling.css";
import { renew } from "./push.ts";
import type { ChosenInfo } from "./types.ts";
import { useUnread } from "./use-news.ts";

/** In the heading of every page: how much news nobody has looked at. */
export function Bell() {
  const { words, language } = useSpoken();
  const { session } = useSession();
  const unread = useUnread();
  useEffect(() => {
    const key = async () => (await get<ChosenInfo>("/account/telling")).push_key;
    // Nobody waits for it, and whoever wants to know looks under “My account”.
    renew(key, session.login, language).catch(() => undefined);
  }, [session.login, language]);
  const label = words.telling.bell(unread);
  return (
    <UnstyledButton component={Link} href="/inbox" className="bell" aria-label={label} title={label}>
      <IconBell size={20} aria-hidden />
      {unread > 0 && <span className="bell-count">{unread > 99 ? "99+" : unread}</span>}
    </UnstyledButton>
  );
}
