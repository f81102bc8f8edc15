/** What is said in the place of a picture, or of one that is not what it seems. */
export const shown = {
  notHere: {
    connection: "The connection failed before this image had arrived.",
    "signed-out": "You are signed out. Sign in again, and then ask for it once more.",
    refused: "You may not see this image any more.",
    missing: "This image is not there any more.",
    server: "The server can't give this image now.",
    unreadable: "This browser can't draw this image at full depth.",
  },
  lacking: "Colours or graphics that belong over this image are missing.",
  which: (page: number, of: number) => `Image ${page} of ${of}`,
  instead: "A picture made by the server stands in its place: not for measuring.",
  gaps: (failed: number, of: number) => `${failed} of ${of} slices are missing, and the plane has gaps.`,
  uneven: (least: string, most: string) => `Slices ${least} to ${most} mm apart: resampled`,
  gap: (mm: string) => `Gap of ${mm} mm: nothing is shown there`,
  tilted: (degrees: string) => `Slices stacked at a slant of ${degrees}°: resampled`,
  over: (exams: string) =>
    `You may not see this exam any more: ${exams}. What is on the screen is no longer kept up to date, and nothing more is saved.`,
  signedOut: "You are signed out. What is on the screen is no longer kept up to date, and nothing more is saved.",
  overlays: "What lies over the images",
  overlaysHidden: "Overlays and annotations hidden",
  notCome:
    "This could not be opened. The connection may be cut; or the program was renewed, and the page must be loaded again.",
  reload: "Load the page again",
  again: "Try again",
};
