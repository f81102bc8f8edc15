/** Whose study is opened to a colleague. */
export const share = {
  which: "What is opened",
  numberEnds: (end: string) => `number ends in ${end}`,
};
