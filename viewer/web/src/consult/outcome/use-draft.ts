/** The draft that whoever asks writes: kept a moment after the last key, and never over what somebody else has written. */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../desk/api.ts";
import type { Outcome, Wording } from "./types.ts";
import { useSaveDraft } from "./use-outcome.ts";

const PAUSE_MS = 1200;

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
  // What others have kept is shown as long as nothing of one's own waits.
  const base = mine === null ? (kept?.revision ?? 0) : revision;
  useEffect(() => {
    if (mine === null || isBehind) return undefined;
    const timer = setTimeout(() => {
      save({ ...mine, revision })
        .then((answer) => {
          setRevision(answer.revision);
          // What was typed meanwhile is kept by the next turn.
          if (latest.current === mine) setMine(null);
        })
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [mine, revision, isBehind, save]);
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
