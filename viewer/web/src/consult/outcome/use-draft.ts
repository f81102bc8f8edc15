/** The draft that whoever asks writes: kept a moment after the last key, and never over what somebody else has written. */

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { ApiError } from "../../desk/api.ts";
import type { Outcome, Wording } from "./types.ts";
import { useSaveDraft } from "./use-outcome.ts";

const PAUSE_MS = 1200;
/** What could not be kept is tried again. */
const AGAIN_MS = 3000;

export interface Drafting {
  readonly wording: Wording;
  readonly revision: number;
  readonly isDirty: boolean;
  readonly isBehind: boolean;
  readonly savedAt: string | null;
  readonly error: Error | null;
  readonly change: (changed: Partial<Wording>) => void;
  /** Lets one's own words go, and shows what is kept. */
  readonly takeTheirs: () => void;
}

export function useDraft(outcome: Outcome, language: "zh" | "en"): Drafting {
  const kept = outcome.draft;
  const [mine, setMine] = useState<Wording | null>(null);
  const [revision, setRevision] = useState(kept?.revision ?? 0);
  const saving = useSaveDraft();
  const save = saving.mutateAsync;
  const isBehind = saving.error instanceof ApiError && saving.error.problem === "conclusion-changed";
  const latest = useRef(mine);
  useEffect(() => {
    latest.current = mine;
  }, [mine]);
  const unsaved = useRef<(Wording & { revision: number }) | null>(null);
  useEffect(() => {
    unsaved.current = mine === null || isBehind ? null : { ...mine, revision };
  }, [mine, isBehind, revision]);
  useKeptOnLeaving(unsaved, save);
  const [turn, setTurn] = useState(0);
  // What others have kept is shown as long as nothing of one's own waits.
  const base = mine === null ? (kept?.revision ?? 0) : revision;
  useEffect(() => {
    if (mine === null || isBehind) return undefined;
    let timer = setTimeout(() => {
      save({ ...mine, revision })
        .then((answer) => {
          setRevision(answer.revision);
          // What was typed meanwhile is kept by the next turn.
          if (latest.current === mine) setMine(null);
        })
        .catch(() => {
          timer = setTimeout(() => setTurn((former) => former + 1), AGAIN_MS);
        });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [mine, revision, isBehind, save, turn]);
  const wording = mine ?? kept ?? begun(outcome, language);
  const change = useCallback(
    (changed: Partial<Wording>) => {
      if (latest.current === null) setRevision(base);
      setMine({ ...only(wording), ...changed });
    },
    [wording, base],
  );
  const takeTheirs = useCallback(() => {
    saving.reset();
    setMine(null);
  }, [saving]);
  return {
    wording,
    revision: base,
    isDirty: mine !== null,
    isBehind,
    savedAt: kept?.saved_at ?? null,
    error: isBehind ? null : saving.error,
    change,
    takeTheirs,
  };
}

/** Keeps what waits when one turns to something else; whoever closes the page is asked. */
function useKeptOnLeaving(unsaved: RefObject<unknown>, save: (body: unknown) => Promise<unknown>): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (unsaved.current !== null) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
      if (unsaved.current !== null) save(unsaved.current).catch(() => undefined);
    };
  }, [unsaved, save]);
}

/** A further version begins with what the one before it says; a first one with the pictures that were marked. */
function begun(outcome: Outcome, language: "zh" | "en"): Wording {
  const former = outcome.versions.at(-1);
  if (former !== undefined) return only(former);
  const marked = outcome.pictures.filter((each) => each.is_marked);
  const pictures = marked.map(({ instance_id, frame, words }) => ({ instance_id, frame, words }));
  return { language, opinion: "", plan: "", referral: null, key_images: pictures };
}

function only({ language, opinion, plan, referral, key_images }: Wording): Wording {
  return { language, opinion, plan, referral, key_images };
}
