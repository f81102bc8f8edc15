import { Alert, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { post } from "../api.ts";
import { dicomDate, personName } from "../formats.ts";
import { useKept } from "../kept.ts";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { SetAsideObject } from "../parts/set-aside.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { ContradictoryStudy, SetAside } from "../told/oversight.ts";
import { useSpoken } from "../words/language.ts";

interface Contradictions {
  quarantine: SetAside[];
  studies: ContradictoryStudy[];
}

export function ContradictionsPage() {
  const { words } = useSpoken();
  const { query, keep } = useKept<Contradictions>("/contradictions");
  return (
    <Page title={words.contradictions} lead={words.contradictionsLead}>
      <Answer query={query}>
        {({ quarantine, studies }) => (
          <>
            <Section title={words.quarantine} lead={words.quarantineLead}>
              <Quarantine objects={quarantine} keep={keep} />
            </Section>
            <Section title={words.variants} lead={words.variantsLead}>
              {studies.length === 0 ? <Empty title={words.noVariants} /> : null}
              {studies.map((study) => (
                <Study key={study.study_id} study={study} />
              ))}
            </Section>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Quarantine({ objects, keep }: { objects: SetAside[]; keep: (answer: Contradictions) => void }) {
  const { words } = useSpoken();
  const settling = useMutation({
    mutationFn: (id: number) => post<Contradictions>(`/quarantine/${id}/settle`),
    onSuccess: keep,
  });
  return (
    <>
      {settling.error !== null && (
        <Alert color="red" role="alert" variant="outline" m="md">
          {sentence(settling.error, words)}
        </Alert>
      )}
      {objects.length === 0 && <Empty title={words.noQuarantine} />}
      {objects.map((object) => (
        <SetAsideObject
          key={object.id}
          object={object}
          isSettling={settling.isPending && settling.variables === object.id}
          settle={() => settling.mutate(object.id)}
        />
      ))}
    </>
  );
}

function Study({ study }: { study: ContradictoryStudy }) {
  const { words } = useSpoken();
  return (
    <>
      <Text px="md" pt="md" fw={600} className="breaks">
        {study.study_instance_uid}
      </Text>
      <Rows
        entries={study.variants}
        // A study's variants have no name of their own, and their order never changes.
        keyOf={(_, position) => position}
        columns={[
          { title: words.patientId, cell: (variant) => variant.patient_id || words.none, isLabelled: true },
          { title: words.patientName, cell: (variant) => personName(variant.patient_name) || words.none },
          {
            title: words.birthDate,
            cell: (variant) => dicomDate(variant.patient_birth_date) || words.none,
            isLabelled: true,
          },
          { title: words.accessionNumber, cell: (variant) => variant.accession_number || words.none, isLabelled: true },
          { title: words.exam, cell: (variant) => variant.study_description },
        ]}
      />
    </>
  );
}
