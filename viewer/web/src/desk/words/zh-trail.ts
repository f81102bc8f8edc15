import type * as en from "./en-trail.ts";

/** 阅片与报告带来的审计细节用语。 */
export const trailDetails: typeof en.trailDetails = {
  does: "操作",
  kind: "类型",
  sequence: "步骤",
  export: "导出为",
  kept: "已存入",
  refused: "已拒绝",
  stored: "已接收",
  duplicates: "已有",
  queries: "查询",
  matches: "匹配",
  sent: "已发送",
  bytes: "字节",
  association: "连接",
  end: "结束",
  author: "作者 人员",
  reviewer: "审核 人员",
  writer: "参与书写 人员",
  signature: "签名",
};

export const trailActions: typeof en.trailActions = { associate: "DICOM 连接" };

export const trailDone: typeof en.trailDone = { put: "绘制", change: "修改", delete: "删除" };

export const trailExports: typeof en.trailExports = {
  "presentation-state": "显示状态",
  "key-objects": "关键图像",
  measurements: "测量值",
  originals: "原始文件",
  film: "胶片排版",
  "film with names": "胶片排版（含姓名）",
  png: "图片",
  "png with names": "图片（含姓名）",
  cine: "动态影像",
  "cine with names": "动态影像（含姓名）",
};
