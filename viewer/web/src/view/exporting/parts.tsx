import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { sentence } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";

/** A way out of the viewer: what it is called, what it gives, and how it is wanted. */
export function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="export-section" aria-label={title}>
      <h3>{title}</h3>
      {lead !== undefined && <p className="dim">{lead}</p>}
      {children}
    </section>
  );
}

export function Check(props: { label: string; isOn: boolean; turn: (isOn: boolean) => void; isOff?: boolean }) {
  return (
    <div className="export-check">
      <label>
        <input
          type="checkbox"
          checked={props.isOn}
          disabled={props.isOff}
          onChange={(event) => props.turn(event.currentTarget.checked)}
        />
        {props.label}
      </label>
    </div>
  );
}

/** What came of an export. */
export function Outcome({ error, said }: { error: Error | null; said: string | null }) {
  const words = useWords();
  return (
    <>
      <div role="status">{error === null && said !== null && <Text size="sm">{said}</Text>}</div>
      {error !== null && (
        <Text size="sm" role="alert">
          {sentence(error, words)}
        </Text>
      )}
    </>
  );
}
