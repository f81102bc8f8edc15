/** What fields and doors say about themselves. */
export const looks = {
  showTyped: "Show what is typed",
  toSignIn: "To the sign-in",
  enrolHere: "Open the authenticator on this phone",
  calendar: "Calendar",
  dateHint: "YYYY-MM-DD",
  momentHint: "YYYY-MM-DD HH:MM",
  noDate: "Not a date. Write it as 1980-12-31.",
  noMoment: "Not a time of a day. Write it as 2026-12-31 08:30.",
  notBefore: (date: string) => `Not before ${date}.`,
  notAfter: (date: string) => `Not after ${date}.`,
  calendarLabels: {
    previousMonth: "Previous month",
    nextMonth: "Next month",
    previousYear: "Previous year",
    nextYear: "Next year",
    previousDecade: "Previous ten years",
    nextDecade: "Next ten years",
    monthLevelControl: "Choose the month",
    yearLevelControl: "Choose the year",
  },
};
