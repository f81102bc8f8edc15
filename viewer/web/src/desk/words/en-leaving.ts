/** What is asked before somebody signs out and words would be lost. */
export const leaving = {
  title: "Sign out all the same?",
  lead: "What you typed last is not saved: the server has not taken it. It is lost when you sign out now.",
  yes: "Sign out all the same",
  no: "Stay",
};
