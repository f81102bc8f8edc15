import { Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { bytes, dicomDate, moment, personName } from "../formats.ts";
import type { Sex } from "../told/orders.ts";
import type { SetAside, Variant } from "../told/oversight.ts";
import { useSpoken, type Words } from "../words/language.ts";

/** What both objects say, and under which keyword the server names that. */
const COMPARED: readonly [keyof Variant, string, (words: Words) => string, (value: string, words: Words) => string][] =
  [
    ["patient_id", "PatientID", (words) => words.patientId, String],
    ["patient_name", "PatientName", (words) => words.patientName, personName],
    ["patient_birth_date", "PatientBirthDate", (words) => words.birthDate, dicomDate],
    [
      "patient_sex",
      "PatientSex",
      (words) => words.sex,
      (value, words) => value && (words.sexes[value as Sex] ?? value),
    ],
    ["accession_number", "AccessionNumber", (words) => words.accessionNumber, String],
    ["study_date", "StudyDate", (words) => words.studyDate, dicomDate],
    ["study_description", "StudyDescription", (words) => words.exam, String],
  ];
// The server's own words for an object that it had nothing to compare with.
const NOT_COMPARED = "not compared";

/** An object under a UID that is here already, beside the one that was first. */
export function SetAsideObject(props: { object: SetAside; isSettling: boolean; settle: () => void }) {
  const { object, isSettling, settle } = props;
  const { words, language } = useSpoken();
  const known = [object.source && words.sentByWhom(object.source), moment(object.received_at, language)];
  return (
    <Stack component="section" gap="sm" p="md" aria-label={object.sop_instance_uid}>
      <Group justify="space-between" align="start" gap="sm">
        <div className="breaks">
          <Text fw={600}>{object.sop_instance_uid}</Text>
          <Text c="dimmed" size="sm">
            {[...known, bytes(object.size_bytes)].filter((part) => part !== "").join(" · ")}
          </Text>
        </div>
        <Button size="sm" variant="default" loading={isSettling} onClick={settle}>
          {words.settle}
        </Button>
      </Group>
      <BothSay object={object} />
      <Text c="dimmed" size="sm" className="breaks">
        {furtherDifferences(object, words)}
      </Text>
    </Stack>
  );
}

/** What was here first and what came under its UID, side by side. */
function BothSay({ object }: { object: SetAside }) {
  const { words } = useSpoken();
  return (
    <table className="both">
      <thead>
        <tr>
          <td />
          <th scope="col">{words.objectHere}</th>
          <th scope="col">{words.objectCame}</th>
        </tr>
      </thead>
      <tbody>
        {COMPARED.map(([name, , label, shown]) => {
          const here = object.here?.[name] ?? "";
          const came = object.came[name];
          const differs = object.here !== null && here !== came;
          return (
            <tr key={name}>
              <th scope="row">{label(words)}</th>
              <td>{shown(here, words) || words.none}</td>
              <td {...(differs ? { "data-differs": "" } : {})}>
                {shown(came, words) || words.none}
                {differs && <VisuallyHidden>, {words.differs}</VisuallyHidden>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What differs besides what stands above; the attributes are named as DICOM names them. */
function furtherDifferences({ detail }: SetAside, words: Words): string {
  if (detail === "") return words.differsElsewhere;
  if (detail === NOT_COMPARED) return words.notCompared;
  const shown = COMPARED.map(([, keyword]) => keyword);
  const further = detail.split(", ").filter((keyword) => !shown.includes(keyword));
  return further.length === 0 ? words.differsInNothingElse : words.differsFurther(further.join(", "));
}
