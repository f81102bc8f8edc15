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
  criticalLead: "这些发现必须有人知晓并确认。超时无人确认的，会通知所有临床医师。",
  overdue: "已超时",
  unacknowledged: "尚未确认",
  settled: "近七天已处理",
  nothingCritical: "没有待确认的危急值。",
  escalated: (when) => `超时无人确认：已于 ${when} 通知所有临床医师。`,
  badge: (count) => `待确认的危急值：${count}`,
  badgeOverdue: (count, overdue) => `待确认的危急值：${count}，其中超时：${overdue}`,
  paperAdded: "已存入该检查，医师可以查看。",
  preliminary: "初步值",
};
