import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import { dicomDate, moment } from "../../desk/formats.ts";
import { useSpoken, useWords } from "../../desk/words/language.ts";
import { recordText } from "../texts.ts";
import type { OfferedStudy, RecordInfo, SeriesInfo } from "../types.ts";
import "../consult.css";

/** What is chosen: series by their numbers, records by kind and number. */
export interface Opened {
  series: ReadonlySet<number>;
  records: ReadonlySet<string>;
}

export const recordKey = ({ kind, id }: { kind: string; id: number }) => `${kind} ${id}`;

/** What is sent of it. */
export function openedBody({ series, records }: Opened): { series_ids: number[]; records: unknown[] } {
  const named = [...records].map((key) => key.split(" "));
  return { series_ids: [...series], records: named.map(([kind, id]) => ({ kind, id: Number(id) })) };
}

/** Series by their pictures and records by their names, of all exams that the asking hospital has of the patient. */
export function ChooseOpened(props: {
  studies: OfferedStudy[];
  baseId: number;
  opened: Opened;
  change: (opened: Opened) => void;
}) {
  return (
    <Stack gap="lg" p="md">
      {props.studies.map((study) => (
        <StudyChoice key={study.id} {...props} study={study} />
      ))}
    </Stack>
  );
}

function StudyChoice(props: { study: OfferedStudy; baseId: number; opened: Opened; change: (opened: Opened) => void }) {
  const { study, opened, change } = props;
  const own = useWords().consult;
  const title = [dicomDate(study.date), study.modalities.join(" "), study.description]
    .filter((part) => part !== "")
    .join(" · ");
  const set = (isChosen: boolean) => {
    const numbers = study.series.map(({ id }) => id);
    const left = [...opened.series].filter((id) => !numbers.includes(id));
    change({ ...opened, series: new Set(isChosen ? [...left, ...numbers] : left) });
  };
  return (
    <Stack component="fieldset" gap="sm" m={0} p={0} bd="none" miw={0}>
      <legend style={{ padding: 0 }}>
        <Text fw={600}>{study.id === props.baseId ? own.thisStudy : own.earlierStudy}</Text>
        <Text c="dimmed" size="sm">
          {title}
        </Text>
      </legend>
      {study.series.length > 1 && (
        <Group gap="xs">
          <Button size="sm" variant="default" className="chip" onClick={() => set(true)}>
            {own.allSeries}
          </Button>
          <Button size="sm" variant="default" className="chip" onClick={() => set(false)}>
            {own.noSeries}
          </Button>
        </Group>
      )}
      <ul className="series-choice">
        {study.series.map((each) => (
          <SeriesChoice
            key={each.id}
            series={each}
            isChosen={opened.series.has(each.id)}
            toggle={() => change({ ...opened, series: toggled(opened.series, each.id) })}
          />
        ))}
      </ul>
      {study.records.length > 0 && (
        <Stack gap={0}>
          {study.records.map((each) => (
            <RecordChoice
              key={recordKey(each)}
              record={each}
              isChosen={opened.records.has(recordKey(each))}
              toggle={() => change({ ...opened, records: toggled(opened.records, recordKey(each)) })}
            />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function SeriesChoice({ series, isChosen, toggle }: { series: SeriesInfo; isChosen: boolean; toggle: () => void }) {
  const own = useWords().consult;
  const [isMissing, setMissing] = useState(false);
  const name = own.seriesOf(series.modality, series.description) || own.nameless;
  return (
    <li>
      <label>
        <span className="thumbnail" aria-hidden>
          {isMissing ? (
            <IconPhotoOff size={32} />
          ) : (
            <img
              src={`/desk/api/instances/${series.instance_id}/frames/${series.frame}/picture?size=256`}
              alt=""
              loading="lazy"
              onError={() => setMissing(true)}
            />
          )}
        </span>
        <span className="line">
          <input type="checkbox" checked={isChosen} onChange={toggle} />
          <Text span size="sm" fw={600}>
            {name}
          </Text>
        </span>
        <Text span c="dimmed" size="sm">
          {own.images(series.frames)}
        </Text>
      </label>
    </li>
  );
}

function RecordChoice({ record, isChosen, toggle }: { record: RecordInfo; isChosen: boolean; toggle: () => void }) {
  const { words, language } = useSpoken();
  const said = [words.consult.recordKind[record.kind], moment(record.at, language)].filter((part) => part !== "");
  return (
    <Checkbox
      checked={isChosen}
      onChange={toggle}
      label={recordText(record, words)}
      description={said.join(" · ")}
      py={8}
      mih={44}
    />
  );
}

function toggled<T>(chosen: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const left = new Set(chosen);
  if (!left.delete(one)) left.add(one);
  return left;
}
