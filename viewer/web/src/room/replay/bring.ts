/** What only a film needs comes when one is played: nobody who comes to a room waits for it. */

export const bringReplayRoom = () => import("./replay-room.tsx").then((found) => ({ default: found.ReplayRoom }));
export const bringReplayBar = () => import("./replay-bar.tsx").then((found) => ({ default: found.ReplayBar }));
export const bringReplayMessages = () =>
  import("./replay-messages.tsx").then((found) => ({ default: found.ReplayMessages }));
