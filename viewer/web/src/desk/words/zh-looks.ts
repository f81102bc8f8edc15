import type { looks as english } from "./en-looks.ts";

export const looks: typeof english = {
  showTyped: "显示输入内容",
  toSignIn: "前往登录",
  enrolHere: "在本机验证器应用中打开",
  calendar: "日历",
  dateHint: "如 1980-12-31",
  momentHint: "如 2026-12-31 08:30",
  noDate: "日期无效，格式如 1980-12-31。",
  noMoment: "时间无效，格式如 2026-12-31 08:30。",
  notBefore: (date) => `不得早于 ${date}。`,
  notAfter: (date) => `不得晚于 ${date}。`,
  calendarLabels: {
    previousMonth: "上个月",
    nextMonth: "下个月",
    previousYear: "上一年",
    nextYear: "下一年",
    previousDecade: "前十年",
    nextDecade: "后十年",
    monthLevelControl: "选择月份",
    yearLevelControl: "选择年份",
  },
};
