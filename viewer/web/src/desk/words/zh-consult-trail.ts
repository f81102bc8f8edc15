import type * as en from "./en-consult-trail.ts";

/** 审计记录中的会诊用语，以及会诊中可能出现的问题。 */

const stateNames: Record<string, string> = {
  requested: "尚未被接受",
  accepted: "已被接受",
  scheduled: "已安排时间",
  live: "正在进行",
  concluded: "已有结论",
  closed: "已结束",
  declined: "已被谢绝",
  withdrawn: "已撤回",
};

export const consultActions: typeof en.consultActions = {
  "ask-consults": "发起会诊",
  "take-part": "查看会诊",
  "speak-in-consult": "在会诊中发言",
  "conduct-consult": "主持会诊",
  "invite-to-consult": "增加会诊邀请",
  "uninvite-from-consult": "撤销会诊邀请",
  "open-to-consult": "向会诊开放更多内容",
  "set-part-in-consult": "更改会诊中的发言权限",
  "withdraw-consult": "撤回会诊",
  "accept-consult": "接受会诊",
  "decline-consult": "谢绝会诊",
  "hand-on-consult": "转交会诊",
  "schedule-consult": "安排会诊时间",
  "propose-time-of-consult": "提议会诊时间",
  "conclude-consult": "形成会诊意见",
  "sign-conclusion": "签署会诊意见",
  "close-consult": "结束会诊",
  "drop-draft-of-consult": "丢弃会诊意见草稿",
  "send-outcome-of-consult": "将会诊意见发送到现有系统",
  "begin-consult": "开始实时会诊",
  "remind-of-consult": "提醒会诊",
  "escalate-consult": "会诊无人接受，已升级",
  "set-consult-deadlines": "设置会诊答复时限",
  "add-expert-group": "建立专家组",
  "change-expert-group": "更改专家组",
  "invite-guest": "邀请来宾参加会诊",
  "revoke-guest": "撤回来宾邀请",
  "open-invitation": "打开来宾邀请",
  "attest-guest": "确认本人身份并承诺保密",
  "end-expert-group": "停用专家组",
};

export const consultDetails: typeof en.consultDetails = {
  invited: "邀请人数",
  invitation: "邀请",
  participant: "参与者",
  part: "身份",
  series: "序列",
  records: "资料",
  urgency: "紧急程度",
  present: "在场者",
  proposals: "含建议（参与者）",
  dissents: "含不同意见（参与者）",
  deliveries: "发送项",
  minutes: "分钟",
  routine_minutes: "常规（分钟）",
  urgent_minutes: "加急（分钟）",
  emergency_minutes: "紧急（分钟）",
  group: "专家组",
  guest: "来宾",
  attested: "声明版本",
  members: "成员",
};

export const consultAuditWords: typeof en.consultAuditWords = {
  consults: "会诊",
  routine: "常规",
  urgent: "加急",
  speaks: "可发言",
  watches: "仅观看",
  gone: "已移出",
};

export const consultProblems: typeof en.consultProblems = {
  "consult-changed": "会诊刚被他人更改，请重新查看。",
  "consult-state": ({ state }) => `会诊${stateNames[state] ?? state}，现在不能进行此操作。`,
  "consult-answered": "此邀请已有答复。",
  "consult-taken": ({ who }) => `${who} 已接受此会诊。`,
  "consult-not-yours": "此操作由会诊中的其他人进行。",
  "consult-to-nobody": "请选择可以答复的医师、科室或专家组。",
  "consult-to-self": "这是您自己，请选择他人。",
  "consult-asked-already": "已邀请过。",
  "consult-opens-nothing": "请至少选择一个序列或一份资料。",
  "consult-not-offered": "所选内容中有些已不能开放，请重新加载页面。",
  "consult-time": "请选择一年以内的将来时间，时长 5 分钟至 8 小时。",
  "consult-deadlines": "越紧急，时限应越短：5 分钟至 30 天。",
  "group-taken": ({ name }) => `已有名为 ${name} 的专家组。`,
};
