import { useSyncExternalStore } from "react";
import { useInRoom } from "../page/use-room.ts";
import type { Call } from "./call.ts";

export function useCall(): Call {
  const { call } = useInRoom();
  useSyncExternalStore(call.onChange, () => call.ticks);
  return call;
}
