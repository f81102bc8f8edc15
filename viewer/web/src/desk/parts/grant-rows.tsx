import { Button } from "@mantine/core";
import { useState } from "react";
import { post } from "../api.ts";
import { moment } from "../formats.ts";
import { toldStudy } from "../told-study.ts";
import type { GrantInfo } from "../told/sharing.ts";
import { useSpoken, type Words } from "../words/language.ts";
import { Ask } from "./dialog.tsx";
import { Rows } from "./rows.tsx";

export interface Grants {
  grants: GrantInfo[];
}

/** Grants, each with the way to end it while it holds. */
export function GrantRows(props: {
  grants: GrantInfo[];
  below: string;
  empty: string;
  keep: (answer: Grants) => void;
}) {
  const { words, language } = useSpoken();
  const [ending, setEnding] = useState<GrantInfo | null>(null);
  return (
    <>
      <Rows
        entries={props.grants}
        keyOf={({ id }) => id}
        empty={props.empty}
        columns={[
          { title: words.shareWhat, cell: (grant) => grantedWhat(grant, words), className: "breaks" },
          { title: words.grantedTo, cell: (grant) => `${nameOf(grant)} (${grant.to_hospital})`, className: "breaks" },
          { title: words.grantHow, cell: (grant) => words.grantKind[grant.kind] },
          { title: words.download, cell: (grant) => (grant.may_download ? words.yes : words.no), isLabelled: true },
          { title: words.annotating, cell: (grant) => (grant.may_annotate ? words.yes : words.no), isLabelled: true },
          { title: words.grantedUntil, cell: (grant) => moment(grant.ends_at, language), isLabelled: true },
        ]}
        actions={(grant) =>
          grant.revoked_at !== null || new Date(grant.ends_at) <= new Date() ? (
            words.ended
          ) : (
            <Button size="sm" variant="default" onClick={() => setEnding(grant)}>
              {words.end}
            </Button>
          )
        }
      />
      {ending !== null && (
        <Ask
          isOpen
          close={() => setEnding(null)}
          title={words.endGrantTitle(nameOf(ending))}
          lead={words.endGrantLead}
          yes={words.end}
          act={async () => props.keep(await post<Grants>(`${props.below}/${ending.id}/revoke`))}
        />
      )}
    </>
  );
}

function grantedWhat(grant: GrantInfo, words: Words): string {
  const study = grant.study === null ? words.grantedWhat(grant.study_id) : toldStudy(grant.study, words);
  return grant.is_whole_patient ? `${words.wholePatient} (${study})` : study;
}

function nameOf(grant: GrantInfo): string {
  return grant.to_name || grant.to_login;
}
