/** Being told: the inbox's news, what everybody chooses, and what an administrator sets up. */

export const tellingWords = {
  bell: (count: number) => (count === 0 ? "News" : count === 1 ? "1 piece of news" : `${count} pieces of news`),
  news: "News",
  noNews: "Nothing has been said to you in the last two weeks.",
  readAll: "Mark all as read",
  showAll: (count: number) => `Show all ${count}`,
  unread: "unread",
  answered: "answered",
  over: "over",
  late: "answer overdue",
  answerBy: (when: string) => `answer by ${when}`,
  kind: {
    "consult-asked": "A consult waits for you",
    "consult-answered": "Your consult was answered",
    "consult-scheduled": "A consult has its time",
    "consult-starts-soon": "A consult starts soon",
    "consult-live": "A consult has begun",
    "consult-concluded": "A consult is concluded",
    "consult-mentioned": "Somebody mentioned you in a consult",
    "consult-new": "There is something new in a consult",
    "consult-guest-waits": "A guest waits to be let into a consult",
    "consult-escalated": "Nobody has answered a consult",
    "consult-to-sign": "A consult's opinion waits for your signature",
    "consult-handed-on": "A consult was handed on to you",
    "consult-passed-on": "Your consult was handed on to somebody else",
    "consult-time-proposed": "A time is proposed for your consult",
    "consult-withdrawn": "A consult was withdrawn",
    "critical-result": "A critical result waits for you",
  },
  urgency: { routine: "routine", urgent: "urgent", emergency: "emergency" },

  push: "Messages to this browser or phone",
  pushLead: "They come while no page is open, and say nothing about a patient: only that something waits.",
  hindered: {
    unsecured: "Browsers take messages only from an address that begins with https.",
    unknown:
      "This browser takes no messages. On an iPhone or iPad, add this page to the home screen and open it from there.",
    denied: "Messages of this site are forbidden in this browser: allow them in its settings.",
  },
  notSwitchedOn:
    "This browser could not reach its maker's message service, without which no message comes. E-mail does without it.",
  switchOnHere: "Switch on in this browser",
  isOnHere: "Switched on in this browser.",
  since: "Since",
  test: "Send a test",
  pushSent: "The test is on its way: it appears in a moment.",

  mail: "E-mail",
  mailLead: "Letters say that something waits and lead here; nothing in them names a patient.",
  mailNotSetUp: "This installation sends no e-mail: whoever runs it can give it a mail server.",
  mailAddress: "E-mail address",
  otherAddress: "Another address",
  mailGoesTo: (address: string) => `Letters go to ${address}.`,
  noMail: "No letters any more",
  sendCode: "Send a code",
  mailCode: "Code",
  mailCodeHint: (address: string) => `It was sent to ${address}, and is good for half an hour.`,
  confirm: "Confirm",
  mailSent: "The mail server has taken the test.",

  ways: "What reaches you how",
  waysLead: "Everything is in the inbox in any case. Where nobody answers in time, you are told by all ways.",
  about: "About",
  way: { push: "Browser", mail: "E-mail" },
  wayOf: (kind: string, way: string) => `${kind}: ${way}`,
  quiet: "Quiet hours",
  quietHint: "What is routine waits until they are over; what is urgent does not.",
  quietFrom: "From",
  quietUntil: "Until",
  zone: "Time zone",
  zoneHint: (zone: string) =>
    zone === "" ? "Without one, that of the server." : `Without one, that of the installation: ${zone}.`,
  zoneOfInstallation: "that of the server",
  digest: "Routine letters",
  digestHint: "What comes meanwhile stands together in the next one.",
  digestEvery: (minutes: number) =>
    minutes === 0
      ? "each by itself"
      : minutes < 60
        ? `at most every ${minutes} minutes`
        : minutes === 60
          ? "at most every hour"
          : `at most every ${minutes / 60} hours`,
  language: "Language of messages",
  saved: "Saved.",

  nowhere: "There is nowhere to send a test to.",
  trouble: {
    silent: "It did not answer.",
    busy: "It answers that it can't now. It is tried again.",
    refused: "It refused the message.",
    "not-let-in": "It does not know us: key, signature or login is wrong.",
    gone: "Whom it was for is not there any more.",
    address: "This address is not called, or leads elsewhere.",
    "not-understood": "It answers in another way than it should, or its certificate is not trusted.",
    "not-set-up": "There is no mail server.",
  },

  notifications: "Notifications",
  notificationsLead:
    "Groups and systems that are told of what waits for people of this hospital, and who is told when nobody answers. No message names a patient.",
  hooks: "Robots and web hooks",
  hooksLead: "They are told once of what one or several people are told.",
  noHooks: "No group and no system is told anything.",
  addHook: "Add one",
  hookName: "Name",
  hookNameHint: "Such as the name of the group",
  hookShape: "Kind",
  shape: { wecom: "WeCom robot", dingtalk: "DingTalk robot", signed: "Signed web hook" },
  hookUrl: "Address",
  hookUrlHint: {
    wecom: "As WeCom shows it: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
    dingtalk: "As DingTalk shows it: https://oapi.dingtalk.com/robot/send?access_token=…",
    signed: "Of your own system; what comes there is said in the documentation for operators.",
  },
  hookSecret: { dingtalk: "Secret (加签)", signed: "Key" },
  hookSecretHint: {
    dingtalk:
      "Begins with SEC; empty if the robot knows us by address. A robot that wants a keyword: take one that stands in the messages.",
    signed: "At least 24 characters, the same in your system.",
  },
  hookOf: "For",
  hookOfHint: "A department's is told only of what its people are told.",
  wholeHospital: "the whole hospital",
  everything: "everything",
  kindCount: (count: number) => `${count} kinds`,
  hookSent: "It has taken the test.",
  neverSent: "nothing was sent yet",
  lastSent: (when: string) => `last taken ${when}`,
  fails: "does not arrive",
  failsSince: (when: string) => `Since ${when}.`,
  removeHookTitle: (name: string) => `Tell ${name} nothing any more?`,
  removeHookLead: "What is on its way there is not sent either.",

  escalation: "When nobody answers",
  escalationLead:
    "Who has not answered in time is reminded by all their ways, at any hour. If there is no answer for some minutes more, these people are told.",
  patience: (urgency: string) => `Minutes after a reminder, ${urgency}`,
  patienceHint: "1 to 10080",
  deputiesOf: (place: string) => `Told for ${place}`,
  deputiesHint: "For whoever belongs to no department that names somebody",
  nobodyNamed: "Nobody",
  asWholeHospital: "As in the rest of the hospital",
  noDeputies: "Nobody is named: unanswered consults stay with whoever was asked.",
};

export const tellingActions = {
  "add-hook": "Added a robot or web hook",
  "remove-hook": "Removed a robot or web hook",
  "test-hook": "Tested a robot or web hook",
  "set-escalation": "Set who is told when nobody answers",
  "escalate-news": "Reminded, or told a deputy",
  "switch-push-on": "Switched messages to a browser on",
  "switch-push-off": "Switched messages to a browser off",
  "set-mail-address": "Confirmed an e-mail address",
  "remove-mail-address": "Removed their e-mail address",
};

export const tellingDetails = { hook: "hook", news: "news", step: "step" };
