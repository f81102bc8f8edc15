import { dicomDate } from "../../desk/formats.ts";
import { useWords } from "../../desk/words/language.ts";
import type { PriorStudy, Study } from "../../engine/study.ts";
import { writeAddress } from "../address.ts";
import { useWorkspace } from "../workspace.tsx";

export function titleOf(study: Pick<Study, "date" | "description" | "modalities">): string {
  return [dicomDate(study.date), study.description || study.modalities.join(" ")].filter(Boolean).join(" ");
}

/** The other exams of this patient, of every hospital, and apart from them those that are only alike. */
export function Priors() {
  const words = useWords();
  const { study } = useWorkspace();
  return (
    <>
      <List title={words.viewer.priors} of={study.priors} isSure />
      <List title={words.companions.perhapsPriors} of={study.perhaps} isSure={false} />
    </>
  );
}

/** Each opens beside the exam in hand, and is closed again. */
function List({ title, of, isSure }: { title: string; of: readonly PriorStudy[]; isSure: boolean }) {
  const words = useWords();
  if (of.length === 0) return null;
  return (
    <section aria-label={title} className="priors" data-perhaps={isSure ? undefined : ""}>
      <h2>{title}</h2>
      {!isSure && <p className="prior-lead">{words.companions.perhapsLead}</p>}
      <ul>
        {of.map((prior) => (
          <li key={prior.id}>
            <Prior prior={prior} isSure={isSure} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Prior({ prior, isSure }: { prior: PriorStudy; isSure: boolean }) {
  const { viewer, companions } = useWords();
  const { study, others } = useWorkspace();
  const open = others.map(({ id }) => id);
  const isOpen = open.includes(prior.id);
  const wanted = isOpen ? open.filter((id) => id !== prior.id) : [...open.slice(-1), prior.id];
  return (
    <a className="prior" href={writeAddress({ study: study.id, others: wanted })} aria-current={isOpen}>
      <span className="prior-title">
        <b>{dicomDate(prior.date)}</b> {prior.description || prior.modalities.join(" ")}
      </span>
      {!isSure && prior.patient_id !== "" && <span>{companions.numberOf(prior.patient_id)}</span>}
      {!prior.is_own && <span className="prior-origin">{companions.ofHospital(prior.hospital)}</span>}
      <span className="thumbnail-count">
        {prior.modalities.join(" ")} · {isOpen ? viewer.closeBeside : viewer.openBeside}
      </span>
    </a>
  );
}
