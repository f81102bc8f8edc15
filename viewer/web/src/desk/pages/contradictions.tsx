import { Alert, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { post } from "../api.ts";
import { bytes, dicomDate, moment, personName } from "../formats.ts";
import { useKept } from "../kept.ts";
import { Page, Section } from "../parts/page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { ContradictoryStudy, SetAside } from "../types.ts";
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
  const { words, language } = useSpoken();
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
      <Rows
        entries={objects}
        keyOf={(object) => object.id}
        empty={words.noQuarantine}
        columns={[
          { title: "SOP Instance UID", cell: (object) => object.sop_instance_uid, className: "breaks" },
          {
            title: words.differsIn,
            cell: (object) => object.detail || words.differsElsewhere,
            isLabelled: true,
            className: "breaks",
          },
          { title: words.sentBy, cell: (object) => object.source || words.none, isLabelled: true },
          { title: words.received, cell: (object) => moment(object.received_at, language), isLabelled: true },
          { title: words.size, cell: (object) => bytes(object.size_bytes), isLabelled: true },
        ]}
        actions={(object) => (
          <Button
            size="sm"
            variant="default"
            loading={settling.isPending && settling.variables === object.id}
            onClick={() => settling.mutate(object.id)}
          >
            {words.settle}
          </Button>
        )}
      />
      {objects.map((object) => (
        <BothSay key={object.id} object={object} />
      ))}
    </>
  );
}

/** What was here first and what came under its UID, side by side. */
function BothSay({ object }: { object: SetAside }) {
  const { words } = useSpoken();
  const both = [
    { title: words.objectHere, said: object.here },
    { title: words.objectCame, said: object.came },
  ];
  return (
    <>
      <Text px="md" pt="md" fw={600} className="breaks">
        {object.sop_instance_uid}
      </Text>
      <Rows
        entries={both}
        keyOf={({ title }) => title}
        columns={[
          { title: words.whichObject, cell: ({ title }) => title },
          { title: words.patientId, cell: ({ said }) => said?.patient_id || words.none, isLabelled: true },
          { title: words.patientName, cell: ({ said }) => personName(said?.patient_name ?? "") || words.none },
          {
            title: words.birthDate,
            cell: ({ said }) => dicomDate(said?.patient_birth_date ?? "") || words.none,
            isLabelled: true,
          },
          {
            title: words.studyDate,
            cell: ({ said }) => dicomDate(said?.study_date ?? "") || words.none,
            isLabelled: true,
          },
          { title: words.exam, cell: ({ said }) => said?.study_description ?? "" },
        ]}
      />
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
