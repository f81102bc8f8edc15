/** The drawings of a room, as what draws them knows drawings: their versions come from the room's log. */

import type { Annotation, Author, Operation, Recorded } from "../engine/annotations/annotation.ts";
import { isOnImage } from "../engine/annotations/annotation.ts";
import type { Study } from "../engine/study.ts";
import type { Ends, Listed } from "../view/annotations/annotating.ts";
import { colorOf } from "./colors.ts";
import { mayConduct } from "./events.ts";
import { proposedFigure } from "./proposed-figure.ts";
import type { Room } from "./room.ts";
import { Sketching } from "./sketching.ts";
import type { Drawn } from "./state.ts";

const NOWHERE = "1970-01-01T00:00:00.000Z";

/** `open`: the studies as far as they are open by now. */
export function endsOf(room: Room, open: () => readonly Study[]): Ends {
  const holds = holding(open);
  const sketching = new Sketching(room);
  const author = (participant: number): Author => {
    const person = room.person(participant);
    return { id: participant, name: person?.name ?? "", hospital: person?.hospital ?? "" };
  };
  return {
    list: (study, since = 0) => Promise.resolve(listed(room, author, (each) => holds(study, each), since)),
    send: async (_study, operation) => recordedOf(await sent(room, sketching, operation), author),
    sketch: (id, annotation) => sketching.tell(id, annotation),
    sketched: (study) =>
      [...room.settled.sketches]
        // What somebody was drawing when they went is nobody's, and none of those who are here could take it away.
        .filter(([by]) => by !== room.me.participant && room.mayBeThere(by))
        .filter(([, { annotation }]) => holds(study, annotation))
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
async function sent(room: Room, sketching: Sketching, operation: Operation): Promise<Drawn> {
  const { id, base } = operation;
  sketching.done(id);
  const former = room.settled.drawings.get(id);
  const figure = operation.does === "delete" ? null : proposedFigure(operation.annotation);
  const proposed =
    figure === null
      ? room.do("erase", { drawing: id, base })
      : room.do("draw", { drawing: id, base, annotation: figure });
  // What was refused must not stay half drawn on everybody's picture.
  proposed.catch(() => sketching.giveUp(id));
  const answered = await proposed;
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
function holding(open: () => readonly Study[]): (study: number, annotation: Annotation) => boolean {
  const instances = new Map<number, number>();
  const series = new Map<number, number>();
  let known: readonly Study[] = [];
  const learn = (studies: readonly Study[]) => {
    known = studies;
    for (const study of studies) {
      for (const each of study.series) {
        series.set(each.id, study.id);
        for (const [instance] of each.frames) instances.set(instance, study.id);
      }
    }
  };
  return (study, { place }) => {
    const studies = open();
    if (studies !== known) learn(studies);
    return (isOnImage(place) ? instances.get(place.instance_id) : series.get(place.series_id)) === study;
  };
}
