import { Alert, Button, Text, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api.ts";
import { bytes, dicomDate, moment, personName } from "../formats.ts";
import { Page, Section } from "../parts/page.tsx";
import { Answer, Empty, sentence } from "../parts/states.tsx";
import type { ContradictoryStudy, SetAside } from "../types.ts";
import { useSpoken } from "../words/language.ts";

interface Contradictions {
  quarantine: SetAside[];
  studies: ContradictoryStudy[];
}

const KEY = ["contradictions"];

export function ContradictionsPage() {
  const { words } = useSpoken();
  const query = useQuery({ queryKey: KEY, queryFn: () => get<Contradictions>("/contradictions") });
  return (
    <Page title={words.contradictions} lead={words.contradictionsLead}>
      <Answer query={query}>
        {({ quarantine, studies }) => (
          <>
            <Section title={words.quarantine} lead={words.quarantineLead}>
              <Quarantine objects={quarantine} />
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

function Quarantine({ objects }: { objects: SetAside[] }) {
  const { words, language } = useSpoken();
  const client = useQueryClient();
  const settling = useMutation({
    mutationFn: (id: number) => post<Contradictions>(`/quarantine/${id}/settle`),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
  if (objects.length === 0) return <Empty title={words.noQuarantine} />;
  return (
    <>
      {settling.error !== null && (
        <Alert color="red" role="alert" variant="outline" m="md">
          {sentence(settling.error, words)}
        </Alert>
      )}
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">SOP Instance UID</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.received}</th>
            <th scope="col">{words.size}</th>
            <th scope="col">
              <VisuallyHidden>{words.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => (
            <tr key={object.id}>
              <td className="breaks">{object.sop_instance_uid}</td>
              <td className="breaks">
                {object.reason} {object.detail}
              </td>
              <td data-label={words.received}>{moment(object.received_at, language)}</td>
              <td data-label={words.size}>{bytes(object.size_bytes)}</td>
              <td data-end>
                <Button
                  size="sm"
                  variant="default"
                  loading={settling.isPending && settling.variables === object.id}
                  onClick={() => settling.mutate(object.id)}
                >
                  {words.settle}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{words.patientId}</th>
            <th scope="col">{words.patientName}</th>
            <th scope="col">{words.birthDate}</th>
            <th scope="col">{words.accessionNumber}</th>
            <th scope="col">{words.exam}</th>
          </tr>
        </thead>
        <tbody>
          {study.variants.map((variant, number) => (
            // A study's variants have no name of their own, and their order never changes.
            <tr key={number}>
              <td data-label={words.patientId}>{variant.patient_id || words.none}</td>
              <td>{personName(variant.patient_name) || words.none}</td>
              <td data-label={words.birthDate}>{dicomDate(variant.patient_birth_date) || words.none}</td>
              <td data-label={words.accessionNumber}>{variant.accession_number || words.none}</td>
              <td>{variant.study_description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
