import type { companionWords as english } from "./en-companions.ts";

export const companionWords: typeof english = {
  ofHospital: (hospital) => `来自${hospital}`,
  perhapsPriors: "可能是同一人",
  perhapsLead: "姓名与出生日期一致，但没有号码可以证明。使用前请先核对。",
  perhapsOpen: "并排打开的检查可能属于另一人：仅姓名与出生日期一致。",
  numberOf: (id) => `患者编号 ${id}`,
  drew: (who, what, when) => `${who}：${what} · ${when}`,
  deleted: (who, what, when) => `${who}已删除：${what} · ${when}`,
  read: "已阅",
};
