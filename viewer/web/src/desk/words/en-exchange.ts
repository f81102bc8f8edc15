/** Where outcomes go, and what waits to go there. */

export const exchangeWords = {
  destinations: "Destinations",
  destinationsLead:
    "Where outcomes of consults go: to the PACS as DICOM objects, to the HIS as an HL7 result, to a program of yours as a notice.",
  noDestinations: "Nothing goes anywhere yet. Add the PACS or the HIS below.",
  destination: "Destination",
  where: "Where",
  how: "How it goes",
  kind: {
    "c-store": "DICOM (C-STORE)",
    stow: "DICOMweb (STOW-RS)",
    "hl7-mllp": "HL7 result (ORU, MLLP)",
    "web-hook": "Web hook",
  },
  kindHint: {
    "c-store": "Objects, to a PACS",
    stow: "Objects, to a PACS with a web interface",
    "hl7-mllp": "The conclusion as text, to a HIS or RIS",
    "web-hook": "A short signed notice, to a program",
  },
  add: "Add a destination",
  name: "Name",
  nameHint: "As people here call it, such as PACS",
  protocol: "Protocol",
  aeTitle: "AE title",
  host: "Address",
  hostHint: "An IP address or a name within the network",
  port: "Port",
  url: "Address (URL)",
  urlHint: {
    stow: "Up to, and without, /studies; such as https://pacs.hospital.lan/dicom-web",
    "web-hook": "Where the notice is posted, such as https://his.hospital.lan/hooks/filmless",
  },
  login: "Login",
  loginHint: "Empty: the secret is a bearer token",
  secret: { stow: "Password or token", "web-hook": "Key of the signatures" },
  secretHint: {
    stow: "Empty: none is needed",
    "web-hook": "At least 24 characters, and the same there. Each call is signed with it (HMAC-SHA256).",
  },
  secretKept: "One is kept. Leave this empty to keep it.",
  application: "Receiving application (MSH-5)",
  facility: "Receiving facility (MSH-6)",
  isActive: "Send what waits",
  isActiveHint: "Off: what is for it waits here, until you switch it on",
  change: "Change",
  changeTitle: (name: string) => `Change ${name}`,
  test: "Test",
  answers: (ms: number) => `It answers, after ${ms} ms.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeLead: (count: number) =>
    count === 0
      ? "Nothing goes there any more."
      : `Nothing goes there any more, and ${count} that are for it are discarded.`,
  paused: "Paused",
  fine: "Answers",
  untried: "Not called yet",
  isDown: "Not reached",
  waiting: (count: number) => `${count} waiting`,
  givenUp: (count: number) => `${count} given up`,
  sendAllAgain: "Send all again",

  outbox: "Outbox",
  outboxLead: "What must reach other systems: what waits, what was given up and why, and what has arrived.",
  list: { "given-up": "Given up", waiting: "Waiting", ended: "Ended" },
  listWithCount: (list: string, count: number) => `${list} (${count})`,
  empty: {
    "given-up": "Nothing was given up.",
    waiting: "Nothing waits: all that was to go has arrived.",
    ended: "Nothing has been sent yet.",
  },
  content: { "consult-outcome": "Outcome of a consult" },
  part: {
    "presentation-state": "presentation state",
    measurements: "measurements",
    "key-objects": "key images",
    document: "document (PDF)",
    result: "result",
    notice: "notice",
  },
  item: (part: string, consult: string, version: string) => `Consult ${consult}, version ${version}: ${part}`,
  what: "What",
  to: "To",
  standing: "State",
  since: "Since",
  state: {
    waiting: "Waiting",
    sending: "On its way",
    delivered: "Arrived",
    "given-up": "Given up",
    discarded: "Discarded",
  },
  tries: (count: number) => (count === 1 ? "1 try" : `${count} tries`),
  nextTry: (at: string) => `Next try ${at}`,
  endedAt: (at: string) => `Ended ${at}`,
  endedBy: (who: string) => `by ${who}`,
  sendAgain: "Send again",
  discard: "Discard",
  discardTitle: "Never send this?",
  discardLead: "It stays in the list with your reason, and goes nowhere any more. No patient's name belongs here.",
  reason: "Why",
  more: "Show older ones",
  backToStart: "Show the latest",
  trouble: {
    unreachable: "Nothing answers there. Is it switched on, and does a firewall let us through?",
    silent: "It took the connection and gave no answer.",
    "not-understood": "Something answers, but not in this protocol. Is the port right?",
    "not-let-in": "It does not let us in: compare AE titles, login, password or token, and the address.",
    busy: "It answers that it can't take anything now.",
    refused: "It refuses this for good. Its own log says why.",
    certificate: "Its certificate is not one that this server trusts.",
    "kind-refused": "It takes no objects of this kind.",
    address: "Nothing is sent to such an address: it is this server's own, or unencrypted and outside the network.",
    lost: "What was to be sent is not here any more, or can't be read.",
    "no-sender": "Nothing that is installed here speaks this protocol.",
    "too-much-waits": "Too much waits for this destination already.",
    "study-in-question":
      "It is in doubt whose study this is, or it belongs to another order by now: nothing leaves until that is decided.",
  },
  withCode: (sentence: string, code: string) => `${sentence} (${code})`,
};

export const exchangeActions = {
  "add-destination": "Added a destination",
  "change-destination": "Changed a destination",
  "remove-destination": "Removed a destination",
  "test-destination": "Tested a destination",
  deliver: "Sent to a destination",
  "give-up": "Gave up what waited for a destination",
  resend: "Had something sent again",
  "discard-delivery": "Discarded what was to be sent",
};

export const exchangeKinds = { destination: "Destination", delivery: "Delivery" };

export const exchangeDetails = { destination: "destination, number", key: "what" };

export const exchangeWhy = {
  silent: "no answer",
  "not-understood": "another protocol there",
  "not-let-in": "not let in",
  busy: "too busy now",
  refused: "refused there",
  certificate: "certificate not trusted",
  "kind-refused": "kind of object not taken",
  address: "not an address that is called",
  lost: "not here any more",
  "no-sender": "protocol not installed",
  "too-much-waits": "too much waits already",
  "study-in-question": "study in question",
};

export const exchangeProblems = {
  "delivery-moved": "Something else has happened to it meanwhile. The list shows what.",
  "delivery-overtaken":
    "A later version has arrived there already; sending this one would put the old text over it. Discard it.",
  "delivery-in-question":
    "It is in doubt whose study this is, or it belongs to another order by now. Decide that first; if it is somebody else's, discard this.",
};
