import { OutcomePanel } from "../../consult/outcome/outcome-panel.tsx";
import { AsAtDesk, AsParticipant } from "../page/as-at-desk.tsx";
import { useInRoom } from "../page/use-room.ts";

/** The conclusion on a phone: its code comes when it is opened, for nobody needs it to see the images. */
export default function LightOutcome() {
  const { room } = useInRoom();
  return (
    <AsAtDesk>
      <AsParticipant room={room}>
        <OutcomePanel />
      </AsParticipant>
    </AsAtDesk>
  );
}
