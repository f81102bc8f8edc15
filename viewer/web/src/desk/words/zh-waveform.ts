import type { waveform as english } from "./en-waveform.ts";

export const waveform: typeof english = {
  show: "查看",
  speed: "走速",
  gain: "增益",
  order: "导联排列",
  columns: "分列显示，下方为 II 导联",
  rows: "逐行完整显示",
  notes: "设备给出的结果",
  lasts: (seconds) => `${Math.round(seconds * 10) / 10} 秒`,
  screen: "毫米刻度以打印为准，屏幕上大小近似。左侧方波为 1 mV、0.2 秒。",
};
