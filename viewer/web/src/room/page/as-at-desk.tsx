import "@mantine/core/styles.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo, useSyncExternalStore } from "react";
import { SessionProvider } from "../../desk/session.tsx";
import { cssVariablesResolver, theme } from "../../desk/theme.ts";
import type { Action, SessionInfo } from "../../desk/told/session.ts";
import { DICTIONARIES, SpokenContext } from "../../desk/words/language.ts";
import type { Room } from "../room.ts";
import { nonce } from "./nonce.ts";
import { useRoomSpoken } from "./spoken.ts";

const client = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

/** What parts of the desk and the viewer stand on, for those of them that stand in a room. */
export function AsAtDesk({ children }: { children: ReactNode }) {
  const { language, change } = useRoomSpoken();
  const spoken = useMemo(() => ({ language, words: DICTIONARIES[language], change }), [language, change]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      forceColorScheme="dark"
      getStyleNonce={nonce}
    >
      <QueryClientProvider client={client}>
        <SpokenContext value={spoken}>{children}</SpokenContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What these parts ask before they offer something: here it is one's part in the consult that tells. */
export function AsParticipant({ room, children }: { room: Room; children: ReactNode }) {
  const mayDraw = useSyncExternalStore(room.onChange, () => room.mayDraw);
  const session = useMemo<SessionInfo>(() => {
    const actions: Action[] = ["see-images", "see-reports", ...(mayDraw ? (["annotate"] as const) : [])];
    return {
      login: "",
      name: "",
      role: "guest-expert",
      hospital: { code: "", name: "" },
      actions,
      has_directory: false,
      csrf: "",
    };
  }, [mayDraw]);
  return <SessionProvider session={session}>{children}</SessionProvider>;
}
