import type { Call } from "../call/call.ts";
import type { Room } from "../room.ts";
import type { Projector } from "../replay/projector.ts";
import type { Opened } from "./arrival.ts";

/** What every form of the room's page is made of. */
export interface RoomOf {
  readonly room: Room;
  readonly call: Call;
  readonly opened: Opened;
  /** Plays what was; null: it is now. */
  readonly projector: Projector | null;
}
