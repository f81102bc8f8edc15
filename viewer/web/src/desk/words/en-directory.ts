/** The hospital's own directory: signing in by it, and setting it up. */

export const directoryWords = {
  orSignInBy: "or",
  signInBy: (hospital: string) => `Sign in with ${hospital}`,
  arriving: "Signing you in…",
  toSignIn: "Back to the sign-in",
  confirmedHere: "It is you. Go on in the other window; this one can be closed.",
  confirmBy: "Confirm by the hospital's directory",
  confirmWaiting: "Confirm in the window that has opened. If none has, let this page open windows.",

  directory: "Hospital's directory",
  directoryLead:
    "Staff sign in where they sign in for everything else (OpenID Connect). Roles are given here; the directory only says who somebody is.",
  noDirectory: "Everybody signs in with a login and a password of Filmless.",
  redirectUri: "Tell the directory this address (redirect URI)",
  issuer: "Address of the directory (issuer)",
  issuerHint: "Exactly as the directory writes it, such as https://login.example.org/realms/hospital",
  clientId: "Client ID",
  clientSecret: "Client secret",
  clientSecretKept: "One is kept. Leave this empty to keep it.",
  clientSecretNone: "Leave this empty if the directory asks for none.",
  directoryScopes: "Scopes",
  numberClaim: "Claim with the person's number",
  numberClaimHint: "What never changes and is never given anew: sub, or a staff number. No e-mail address.",
  secondFactors: "What counts as second factor",
  secondFactorsHint: "Values of acr or amr, such as mfa; empty: everybody shows the code of Filmless as well",
  roleClaim: "Claim with the role",
  roleClaimHint: "Empty: roles are given here alone",
  roleMap: "Which value is which role",
  roleMapHint: "One a line, such as doctors=radiologist. Administrators and privacy officers are named here alone.",
  asksEachTime: "The directory asks for the password each time",
  asksEachTimeHint: "Leave this on where several people share a computer.",
  isOpen: "Offer it at the sign-in",
  testDirectory: "Test the connection",
  directoryFine: "The directory answers as it should.",
  directorySaved: "Saved.",
  removeDirectoryTitle: "Forget the directory?",
  removeDirectoryLead: "Nobody signs in by it any more, and the numbers of all people are forgotten.",
  signOutEverywhere: "Sign out everywhere",
  signOutEverywhereTitle: (login: string) => `Sign ${login} out everywhere?`,
  signOutEverywhereLead: "Every device of theirs is signed out within five seconds. They may sign in again.",

  testMachine: "Test",
  echo: {
    answers: (ms: number) => `It answers, after ${ms} ms.`,
    "no-dicom": () =>
      "The computer is there, but no DICOM machine answers on this port. Is the program running, and is the port right?",
    unreachable: () =>
      "Nothing answers at this address within five seconds. Is it switched on, in the same network, and does a firewall let us through?",
    "called-unknown": () =>
      "It answers, but calls itself otherwise: compare the AE title with the one in its own settings, letter by letter.",
    "calling-unknown": () => "It answers, but does not know us: enter our AE title and address in its settings.",
    rejected: () => "It answers, but wants no association now: it may be busy, or allow no verification (C-ECHO).",
  },

  directoryNumber: "Number in the directory",
  directoryNumberTitle: (login: string) => `Number of ${login} in the directory`,
  directoryNumberLead: "Whoever signs in at the directory under this number is this person here.",
  forgetNumber: "Forget the number",
  forgetNumberTitle: (login: string) => `Forget the number of ${login}?`,
  forgetNumberLead: "They are signed out, and sign in by the directory no more.",
};

export const directoryActions = {
  "set-directory": "Set up the hospital's directory",
  "remove-directory": "Removed the hospital's directory",
  "end-sessions": "Signed somebody out everywhere",
  "test-machine": "Tested a machine",
  "test-directory": "Tested the hospital's directory",
  "bind-to-directory": "Gave somebody a number in the directory",
  "forget-directory-number": "Forgot somebody's number in the directory",
};

export const directoryAuditWords = {
  refused: "refused",
  unreachable: "no answer",
  "called-unknown": "other title there",
  "calling-unknown": "our title unknown there",
  rejected: "rejected",
  otherwise: "no DICOM",
  directory: "hospital's directory",
  "directory-twice": "hospital's directory, with a second factor",
  "directory-none": "no directory",
  "directory-silent": "no answer",
  "directory-wrong": "an answer that can't be trusted",
  "directory-over": "not begun here, or too long ago",
  "directory-refused": "refused there",
  "directory-stranger": "nobody's number here",
  "directory-taken": "number taken",
  "directory-other": "somebody else",
  "directory-role": "no role, or several",
  "directory-numberless": "no number",
};

export const directoryProblems = {
  "directory-none": "This hospital signs nobody in by a directory. Use your login and password.",
  "directory-silent": "The hospital's directory does not answer. Try again in a moment, or sign in with a password.",
  "directory-wrong":
    "What the hospital's directory says can't be trusted, so nobody was signed in. Your administrator finds the reason in the log.",
  "directory-address": "The address must begin with https:// and name a host, such as https://login.example.org/realm.",
  "directory-form":
    "One of the fields is not in the form it needs: no spaces in the client ID, “openid” among the scopes, a claim and its values together.",
  "directory-over": "This way in is over: it was used, took too long, or began in another browser. Begin again.",
  "directory-refused": "The hospital's directory let nobody in. Try again there, or ask who looks after it.",
  "directory-stranger": ({ number }: { number: string }) =>
    `You are signed in at the directory, but not known here yet. Tell your administrator this number: ${number}`,
  "directory-taken": "Somebody has this number already.",
  "directory-other": "Somebody else signed in at the directory. Confirm as yourself.",
  "directory-role": "The directory gives you no role here, or several. Ask your administrator.",
  "directory-numberless": ({ claim }: { claim: string }) =>
    `The directory does not tell your number (${claim}). Ask your administrator.`,
};
