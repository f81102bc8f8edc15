import { Anchor, Center, Loader, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ApiError, rememberPageWord } from "../desk/api.ts";
import { Failed } from "../desk/parts/states.tsx";
import { StudyFailed } from "../desk/parts/study-failed.tsx";
import { comeBackTo } from "../desk/return.ts";
import { readSession, SessionProvider } from "../desk/session.tsx";
import type { SessionInfo } from "../desk/told/session.ts";
import {
  DICTIONARIES,
  firstLanguage,
  keepLanguage,
  type Language,
  SpokenContext,
  useWords,
} from "../desk/words/language.ts";
import { type Address, readAddress } from "./address.ts";
import { earlySession } from "./early-answers.ts";
import { readPreferences } from "./preferences.ts";
import { readStudies, UnreadStudy } from "./studies.ts";
import { Opened } from "./opened.tsx";

/** The viewer: whoever is signed in, before the study that the address names. */
export function View() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
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
  const address = useAddress();
  const session = useQuery({ queryKey: ["session"], queryFn: sessionOfPage, staleTime: Number.POSITIVE_INFINITY });
  if (session.data === null) leaveToSignIn();
  return (
    <SpokenContext value={spoken}>
      {address === null ? (
        <Nowhere />
      ) : session.error !== null ? (
        <Whole>
          <Failed error={session.error} again={() => void session.refetch()} />
        </Whole>
      ) : session.data == null ? null : (
        <SessionProvider session={session.data}>
          <Studies key={`${address.study} ${address.others.join()}`} address={address} />
        </SessionProvider>
      )}
    </SpokenContext>
  );
}

function Studies({ address }: { address: Address }) {
  const query = useQuery({
    queryKey: ["studies", address.study, address.others],
    queryFn: () => Promise.all([readStudies(address), readPreferences()]),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.error !== null) return <NotRead address={address} error={query.error} again={() => void query.refetch()} />;
  if (query.data === undefined) return <Waiting />;
  const [studies, preferences] = query.data;
  return <Opened studies={studies} preferences={preferences} />;
}

/** Instead of the studies: why they are not here, and the way back. */
function NotRead({ address, error, again }: { address: Address; error: Error; again: () => void }) {
  const words = useWords();
  const why = error instanceof UnreadStudy ? error.why : error;
  if (why instanceof ApiError && why.status === 401) leaveToSignIn();
  const studyId = error instanceof UnreadStudy ? error.studyId : address.study;
  return (
    <Whole>
      <Stack>
        <StudyFailed studyId={studyId} error={why} again={again} />
        <Anchor href="/" c="var(--mantine-color-text)" mih={24}>
          {words.viewer.toDesk}
        </Anchor>
      </Stack>
    </Whole>
  );
}

function Waiting() {
  const { words } = useMemo(() => ({ words: DICTIONARIES[firstLanguage()] }), []);
  return (
    <div className="waiting" role="status" aria-label={words.loading}>
      <Loader type="dots" />
    </div>
  );
}

function Nowhere() {
  const words = DICTIONARIES[firstLanguage()];
  return (
    <Whole>
      <p>{words.viewer.nowhere}</p>
      <a href="/">{words.viewer.toDesk}</a>
    </Whole>
  );
}

function Whole({ children }: { children: React.ReactNode }) {
  return (
    <Center component="main" className="whole">
      <div>{children}</div>
    </Center>
  );
}

async function sessionOfPage(): Promise<SessionInfo | null> {
  const early = await earlySession();
  if (early === null || !early.ok) return early?.status === 401 ? null : readSession();
  const session = (await early.json()) as SessionInfo;
  rememberPageWord(session.csrf);
  return session;
}

function useAddress(): Address | null {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listen = () => setHash(location.hash);
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return useMemo(() => readAddress(hash), [hash]);
}

function leaveToSignIn(): void {
  comeBackTo(`/view${location.hash}`);
  location.replace("/");
}
