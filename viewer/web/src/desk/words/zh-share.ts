import type { share as english } from "./en-share.ts";

export const share: typeof english = {
  which: "开放的检查",
  numberEnds: (end) => `编号尾号 ${end}`,
};
