import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHeartbeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../desk/api.ts";
import { DOOR } from "../../desk/door.ts";
import { Answer } from "../../desk/parts/states.tsx";
import { useWords } from "../../desk/words/language.ts";
import "./waveform.css";

interface Told {
  readonly recordings: readonly {
    readonly label: string;
    readonly seconds: number;
    readonly frequency: number;
    readonly channels: readonly string[];
  }[];
  readonly notes: readonly string[];
}

const SPEEDS = ["12.5", "25", "50"];
const GAINS = ["2.5", "5", "10", "20"];

/** Shows an electrocardiogram, or another waveform, on millimetre paper. */
export function ShowWaveform({ instance, title }: { instance: number; title: string }) {
  const words = useWords();
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="sm" variant="default" leftSection={<IconHeartbeat size={16} aria-hidden />} onClick={open}>
        {words.waveform.show}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} fullScreen closeButtonProps={{ "aria-label": words.close }}>
        <Waveform instance={instance} title={title} />
      </Modal>
    </>
  );
}

function Waveform({ instance, title }: { instance: number; title: string }) {
  const { waveform } = useWords();
  const [speed, setSpeed] = useState("25");
  const [gain, setGain] = useState("10");
  const [order, setOrder] = useState("0");
  const path = `/instances/${instance}/waveform`;
  const query = useQuery({ queryKey: ["waveform", instance], queryFn: () => get<Told>(path) });
  return (
    <Answer query={query}>
      {({ recordings, notes }) => (
        <Stack>
          <Group>
            <NativeSelect
              label={waveform.speed}
              value={speed}
              onChange={(event) => setSpeed(event.currentTarget.value)}
              data={SPEEDS.map((value) => ({ value, label: `${value} mm/s` }))}
            />
            <NativeSelect
              label={waveform.gain}
              value={gain}
              onChange={(event) => setGain(event.currentTarget.value)}
              data={GAINS.map((value) => ({ value, label: `${value} mm/mV` }))}
            />
            <NativeSelect
              label={waveform.order}
              value={order}
              onChange={(event) => setOrder(event.currentTarget.value)}
              data={[
                { value: "0", label: waveform.columns },
                { value: "1", label: waveform.rows },
              ]}
            />
          </Group>
          {notes.length > 0 && (
            <section aria-label={waveform.notes}>
              <h3>{waveform.notes}</h3>
              <p className="waveform-notes">{notes.join(" · ")}</p>
            </section>
          )}
          {recordings.map(({ label, seconds, channels }, at) => {
            const name = [label || title, waveform.lasts(seconds), channels.join(" ")].join(" · ");
            return (
              // It is wider than a phone, and is moved by keys as well.
              <div key={at} className="waveform-paper" role="region" aria-label={name} tabIndex={0}>
                <img src={`${DOOR}${path}/${at}.svg?speed=${speed}&gain=${gain}&rows=${order}`} alt={name} />
              </div>
            );
          })}
          <p className="dim">{waveform.screen}</p>
        </Stack>
      )}
    </Answer>
  );
}
