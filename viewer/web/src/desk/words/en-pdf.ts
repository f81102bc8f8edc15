/** PDFs as pages. */
export const pdf = {
  show: "Show",
  document: "PDF document",
  page: (number: number, of: number) => `Page ${number} of ${of}`,
  tools: "Pages and size",
  previous: "Previous page",
  next: "Next page",
  smaller: "Smaller",
  larger: "Larger",
  fit: "Fit to width",
  percent: (zoom: number) => `${Math.round(zoom * 100)} %`,
  notAll: (shown: number, count: number) => `${shown} of ${count} pages are shown; save the file to read all of them.`,
  pageFailed: "This page could not be drawn.",
  again: "Try again",
  words: (number: number) => `What is written on page ${number}`,
};
