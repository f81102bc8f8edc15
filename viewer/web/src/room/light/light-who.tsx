import { IconArrowLeft } from "@tabler/icons-react";
import { dicomDate } from "../../desk/formats.ts";
import { ageText } from "../page/age.ts";
import { useRoomWords } from "../page/spoken.ts";
import { useInRoom } from "../page/use-room.ts";
import type { LightScreen } from "./light-screen.ts";

/** Whose images these are, of which exam, when and where: always there, and of the picture that is shown. */
export function LightWho({ screen }: { screen: LightScreen }) {
  const words = useRoomWords();
  const { consult, studies } = useInRoom().opened;
  const study = screen.study ?? studies[0];
  if (study === undefined) return null;
  const { patient } = study;
  const name = patient.name || (consult.hides_identity ? words.hidden : words.nameless);
  const born = dicomDate(patient.birth_date) || ageText(patient.age, words.age);
  const what = study.description || study.modalities.join(" ");
  return (
    <div className="light-who">
      <h1>
        <b>{name}</b> {[words.sexes[patient.sex] ?? patient.sex, born].filter(Boolean).join(" · ")}
      </h1>
      <p>{[what, dicomDate(study.date), study.hospital].filter(Boolean).join(" · ")}</p>
    </div>
  );
}

/** For whoever has an account here; a guest has nothing else to go to. */
export function HomeLink() {
  const { toDesk } = useRoomWords();
  const { consult } = useInRoom().opened;
  if (consult.me.is_guest) return null;
  return (
    <a className="room-button" href="/" aria-label={toDesk} title={toDesk}>
      <IconArrowLeft size={20} aria-hidden />
    </a>
  );
}
