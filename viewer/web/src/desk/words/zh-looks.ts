import type { looks as english } from "./en-looks.ts";

export const looks: typeof english = {
  showTyped: "显示输入内容",
  toSignIn: "前往登录",
};
