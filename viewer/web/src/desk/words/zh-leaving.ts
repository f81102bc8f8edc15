import type { leaving as english } from "./en-leaving.ts";

/** 退出登录会丢失文字时的询问。 */
export const leaving: typeof english = {
  title: "仍要退出登录？",
  lead: "您最后输入的文字尚未保存：服务器没有收到。现在退出登录，这些文字将丢失。",
  yes: "仍然退出登录",
  no: "留在此页",
};
