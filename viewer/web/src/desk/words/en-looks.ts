/** What fields and doors say about themselves. */
export const looks = {
  showTyped: "Show what is typed",
  toSignIn: "To the sign-in",
};
