import { Center } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { ARRIVAL } from "./arrival.ts";
import { InvitationPage } from "./pages/invitation.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { Answer } from "./parts/states.tsx";
import { SessionProvider, useSessionQuery } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { DICTIONARIES, firstLanguage, keepLanguage, type Language, SpokenContext } from "./words/language.ts";

export function Desk() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const session = useSessionQuery();
  const [arrival, setArrival] = useState(ARRIVAL);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const spoken = useMemo(() => {
    const change = (chosen: Language) => {
      keepLanguage(chosen);
      setLanguage(chosen);
    };
    return { language, words: DICTIONARIES[language], change };
  }, [language]);
  return (
    <SpokenContext value={spoken}>
      <Router hook={useHashLocation}>
        <Switch>
          <Route path="/invitation/:secret">{({ secret }) => <InvitationPage secret={secret} />}</Route>
          <Route>
            {session.data === undefined ? (
              <Center component="main" mih="100dvh" p="md">
                <Answer query={session}>{() => null}</Answer>
              </Center>
            ) : session.data === null || arrival !== null ? (
              <SignIn arrival={arrival} leave={() => setArrival(null)} />
            ) : (
              <SessionProvider session={session.data}>
                <Shell />
              </SessionProvider>
            )}
          </Route>
        </Switch>
      </Router>
    </SpokenContext>
  );
}
