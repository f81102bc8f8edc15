import { useEffect, useState } from "react";
import { get } from "../../desk/api.ts";
import { DOOR } from "../../desk/door.ts";
import type { ToldRecord } from "../page/arrival.ts";
import { type RoomWords, timeOf, useRoomSpoken } from "../page/spoken.ts";
import { useInRoom } from "../page/use-room.ts";

/** What was asked, and the reports, papers and other records that belong to it. */
export function Records() {
  const { words } = useRoomSpoken();
  const { consult, records } = useInRoom().opened;
  return (
    <div className="records">
      <h3>{words.records.question}</h3>
      <p className="records-question">{consult.question}</p>
      <p className="quiet">{[consult.asked_by, consult.hospital].filter(Boolean).join(" · ")}</p>
      {records.length === 0 && <p className="quiet">{words.records.none}</p>}
      {records.map((record) => (
        <Record key={`${record.kind} ${record.id}`} record={record} />
      ))}
    </div>
  );
}

function Record({ record }: { record: ToldRecord }) {
  const { words, language } = useRoomSpoken();
  const [isOpen, setOpen] = useState(false);
  const at = record.issued_at ?? record.added_at;
  const title = record.title || objectWord(record, words.records) || words.records.kind[record.kind];
  if (record.withheld) {
    return (
      <p className="quiet">
        {title}: {words.records.withheld}
      </p>
    );
  }
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title}{" "}
        <span className="quiet">
          {[record.author, at === undefined ? "" : timeOf(at, language)].filter(Boolean).join(" · ")}
        </span>
      </summary>
      {isOpen && <Content record={record} title={title} />}
    </details>
  );
}

/** What an object is, where that is known. */
function objectWord({ object_kind: kind }: ToldRecord, { object }: RoomWords["records"]): string {
  return object[kind as keyof typeof object] ?? "";
}

/** A report as text, a photograph as a picture, and what is a PDF as pictures of its pages. */
function Content({ record, title }: { record: ToldRecord; title: string }) {
  const { kind, id, media_type: media, has_picture: hasPicture, has_pdf: hasPdf } = record;
  if (kind === "report") {
    return (
      <>
        <Text path={`/reports/${id}`} />
        {hasPdf === true && <Pages path={`/reports/${id}`} title={title} />}
      </>
    );
  }
  if (kind === "paper") {
    return media === "application/pdf" ? (
      <Pages path={`/papers/${id}`} title={title} />
    ) : hasPicture === true ? (
      <img src={`${DOOR}/papers/${id}/picture`} alt={title} />
    ) : null;
  }
  if (record.object_kind === "pdf") return <Pages path={`/instances/${id}/document`} title={title} />;
  return record.object_kind === "ecg" || record.object_kind === "waveform" ? (
    <Recordings path={`/instances/${id}/waveform`} title={title} />
  ) : (
    <Text path={`/instances/${id}/text`} />
  );
}

/** On millimetre paper, at the usual 25 mm/s and 10 mm/mV, which stand on it. */
function Recordings({ path, title }: { path: string; title: string }) {
  const told = useAnswer<{
    readonly recordings: readonly { readonly label: string; readonly channels: readonly string[] }[];
    readonly notes: readonly string[];
  }>(path);
  return (
    <Waiting of={told}>
      {({ recordings, notes }) => (
        <>
          {notes.length > 0 && <p className="records-text">{notes.join(" · ")}</p>}
          {recordings.map(({ label, channels }, at) => {
            const name = [label || title, channels.join(" ")].filter(Boolean).join(" · ");
            return (
              // It is wider than a phone, and is moved by keys as well.
              <div key={at} className="records-paper" role="region" aria-label={name} tabIndex={0}>
                <img src={`${DOOR}${path}/${at}.svg?speed=25&gain=10&rows=0`} alt={name} />
              </div>
            );
          })}
        </>
      )}
    </Waiting>
  );
}

function Text({ path }: { path: string }) {
  const text = useAnswer<{ readonly text: string | null }>(path);
  return <Waiting of={text}>{({ text: said }) => (said ? <p className="records-text">{said}</p> : null)}</Waiting>;
}

function Pages({ path, title }: { path: string; title: string }) {
  const told = useAnswer<{
    readonly pages: readonly { readonly width: number; readonly height: number; readonly text: string }[];
  }>(`${path}/pages`);
  return (
    <Waiting of={told}>
      {({ pages }) =>
        pages.map(({ width, height, text }, at) => (
          <img
            key={at}
            src={`${DOOR}${path}/pages/${at + 1}?width=800`}
            alt={text || `${title} ${at + 1}`}
            loading="lazy"
            style={{ aspectRatio: `${width} / ${height}` }}
          />
        ))
      }
    </Waiting>
  );
}

function Waiting<T>({ of, children }: { of: T | "failed" | null; children: (found: T) => React.ReactNode }) {
  const { words } = useRoomSpoken();
  if (of === null) return <p className="quiet">{words.records.reading}</p>;
  return of === "failed" ? <p role="alert">{words.records.failed}</p> : children(of);
}

function useAnswer<T>(path: string): T | "failed" | null {
  const [answer, setAnswer] = useState<T | "failed" | null>(null);
  useEffect(() => {
    let isLeft = false;
    get<T>(path).then(
      (found) => !isLeft && setAnswer(found),
      () => !isLeft && setAnswer("failed"),
    );
    return () => {
      isLeft = true;
    };
  }, [path]);
  return answer;
}
