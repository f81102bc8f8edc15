/** What the audit tells of consults, and what can go wrong with them. */

const stateNames: Record<string, string> = {
  requested: "is asked for and not accepted yet",
  accepted: "is accepted",
  scheduled: "is scheduled",
  live: "is live",
  concluded: "is concluded",
  closed: "is closed",
  declined: "was declined",
  withdrawn: "was withdrawn",
};

export const consultActions = {
  "ask-consults": "Asked for a consult",
  "take-part": "Saw a consult",
  "speak-in-consult": "Spoke in a consult",
  "conduct-consult": "Conducted a consult",
  "invite-to-consult": "Asked further people",
  "uninvite-from-consult": "Asked somebody no more",
  "open-to-consult": "Opened more to a consult",
  "set-part-in-consult": "Changed who may speak in a consult",
  "withdraw-consult": "Withdrew a consult",
  "accept-consult": "Accepted a consult",
  "decline-consult": "Declined a consult",
  "hand-on-consult": "Handed a consult on",
  "schedule-consult": "Scheduled a consult",
  "propose-time-of-consult": "Proposed a time for a consult",
  "begin-consult": "Began a live consult",
  "remind-of-consult": "Reminded of a consult",
  "escalate-consult": "Escalated a consult that nobody accepted",
  "set-consult-deadlines": "Set the times for answers to consults",
  "add-expert-group": "Founded a group of experts",
  "change-expert-group": "Changed a group of experts",
  "end-expert-group": "Ended a group of experts",
  "invite-guest": "Invited a guest to a consult",
  "revoke-guest": "Took back a guest's invitation",
  "open-invitation": "Opened a guest's invitation",
  "attest-guest": "Confirmed who they are and that they keep it confidential",
};

export const consultDetails = {
  invited: "invited",
  invitation: "invitation",
  participant: "participant",
  part: "as",
  series: "series",
  records: "records",
  urgency: "urgency",
  minutes: "minutes",
  routine_minutes: "routine, minutes",
  urgent_minutes: "urgent, minutes",
  emergency_minutes: "emergency, minutes",
  group: "group",
  members: "members",
  guest: "guest",
  attested: "to the words",
};

export const consultAuditWords = {
  consults: "consults",
  routine: "routine",
  urgent: "urgent",
  speaks: "may speak",
  watches: "view-only",
  gone: "taken out",
};

export const consultProblems = {
  "consult-changed": "Somebody has changed the consult meanwhile. Look at it again.",
  "consult-state": ({ state }: { state: string }) =>
    `The consult ${stateNames[state] ?? state}: this can't be done now.`,
  "consult-answered": "This was answered already.",
  "consult-taken": ({ who }: { who: string }) => `${who} has taken it already.`,
  "consult-not-yours": "That is for others in this consult to do.",
  "consult-to-nobody": "Choose whom to ask: doctors, a department or a group that can answer.",
  "consult-to-self": "That is yourself. Choose somebody else.",
  "consult-asked-already": "They were asked already.",
  "consult-opens-nothing": "Choose at least one series or record that is to be seen.",
  "consult-not-offered": "Some of what was chosen can't be opened any more. Load the page again.",
  "consult-time": "Choose a time within the coming year, and a length of 5 minutes to 8 hours.",
  "consult-deadlines": "The more urgent, the shorter the time: from 5 minutes to 30 days.",
  "group-taken": ({ name }: { name: string }) => `There is a group ${name} already.`,
};
