/** The drawings of a room, as what draws them knows drawings: their versions come from the room's log. */

import type { Annotation, Author, Operation, Recorded } from "../engine/annotations/annotation.ts";
import { isOnImage } from "../engine/annotations/annotation.ts";
import type { Study } from "../engine/study.ts";
import type { Ends, Listed } from "../view/annotations/annotating.ts";
import { colorOf } from "./colors.ts";
import { mayConduct } from "./events.ts";
import { Passing } from "./passing.ts";
import { proposedFigure, sketchedFigure } from "./proposed-figure.ts";
import type { Room } from "./room.ts";
import type { Drawn } from "./state.ts";

/** Not more often than eyes follow a line. */
const EVERY_MS = 80;
const NOWHERE = "1970-01-01T00:00:00.000Z";

export function endsOf(room: Room, studies: readonly Study[]): Ends {
  const holds = holding(studies);
  const sketches = new Passing<{ id: string; annotation: Annotation | null }>(EVERY_MS, ({ id, annotation }) =>
    room.tell("drawing", { drawing: id, annotation: annotation === null ? null : sketchedFigure(annotation) }),
  );
  const author = (participant: number): Author => {
    const person = room.person(participant);
    return { id: participant, name: person?.name ?? "", hospital: person?.hospital ?? "" };
  };
  return {
    list: (study, since = 0) => Promise.resolve(listed(room, author, (each) => holds(study, each), since)),
    send: async (_study, operation) => recordedOf(await sent(room, sketches, operation), author),
    sketch: (id, annotation) => room.mayDraw && sketches.tell({ id, annotation }),
    sketched: (study) =>
      [...room.settled.sketches]
        .filter(([by, { annotation }]) => by !== room.me.participant && holds(study, annotation))
        .map(([by, { drawing, annotation, seq }]) =>
          recordedOf({ id: drawing, by, version: 0, annotation, isErased: false, seq, at: NOWHERE }, author),
        ),
    colorOf,
    erase: (id) => {
      const drawn = room.settled.drawings.get(id);
      if (drawn !== undefined && mayConduct(room.me.part)) void room.do("erase", { drawing: id, base: drawn.version });
    },
  };
}

function listed(
  room: Room,
  author: (participant: number) => Author,
  holds: (annotation: Annotation) => boolean,
  since: number,
): Listed {
  const annotations = [...room.settled.drawings.values()]
    .filter(({ seq, annotation }) => seq > since && holds(annotation))
    .map((drawn) => recordedOf(drawn, author));
  return { annotations, me: room.me.participant, may_draw: true };
}

/** What was drawn, as it stands once the server has numbered it. */
async function sent(room: Room, sketches: { drop(): void }, operation: Operation): Promise<Drawn> {
  // What lasts follows: nobody needs to see how it came to be.
  sketches.drop();
  const { id, base } = operation;
  const former = room.settled.drawings.get(id);
  const figure = operation.does === "delete" ? null : proposedFigure(operation.annotation);
  const answered =
    figure === null
      ? await room.do("erase", { drawing: id, base })
      : await room.do("draw", { drawing: id, base, annotation: figure });
  const annotation = figure ?? former?.annotation;
  const drawn = room.settled.drawings.get(id);
  if (drawn !== undefined && drawn.seq === answered.seq) return drawn;
  return {
    id,
    by: room.me.participant,
    version: base + 1,
    annotation: annotation as Annotation,
    isErased: operation.does === "delete",
    seq: answered.seq,
    at: answered.at,
  };
}

function recordedOf(drawn: Drawn, author: (participant: number) => Author): Recorded {
  const { id, version, seq, isErased, annotation, by, at } = drawn;
  return { id, version, sequence: seq, is_deleted: isErased, annotation, measured: null, author: author(by), at };
}

/** Of which study what an annotation lies on is. */
function holding(studies: readonly Study[]): (study: number, annotation: Annotation) => boolean {
  const instances = new Map<number, number>();
  const series = new Map<number, number>();
  for (const study of studies) {
    for (const each of study.series) {
      series.set(each.id, study.id);
      for (const [instance] of each.frames) instances.set(instance, study.id);
    }
  }
  return (study, { place }) =>
    (isOnImage(place) ? instances.get(place.instance_id) : series.get(place.series_id)) === study;
}
