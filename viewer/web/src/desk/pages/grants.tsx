import { useKept } from "../kept.ts";
import { type Grants, GrantRows } from "../parts/grant-rows.tsx";
import { Page } from "../parts/page.tsx";
import { Answer } from "../parts/states.tsx";
import { useWords } from "../words/language.ts";

/** What the hospital has opened by name, for those who look after it. */
export function GrantsPage() {
  const words = useWords();
  const { query, keep } = useKept<Grants>("/grants");
  return (
    <Page title={words.grants} lead={words.grantsLead}>
      <div className="surface">
        <Answer query={query}>
          {({ grants }) => <GrantRows grants={grants} below="/grants" empty={words.noGrants} keep={keep} />}
        </Answer>
      </div>
    </Page>
  );
}

/** What a doctor has opened. */
export function SharedPage() {
  const words = useWords();
  const { query, keep } = useKept<Grants>("/shared");
  return (
    <Page title={words.myGrants} lead={words.myGrantsLead}>
      <div className="surface">
        <Answer query={query}>
          {({ grants }) => <GrantRows grants={grants} below="/shared" empty={words.noGrants} keep={keep} />}
        </Answer>
      </div>
    </Page>
  );
}
