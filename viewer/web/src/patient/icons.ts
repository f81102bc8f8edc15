// Strokes on a grid of 24. Each stands beside a word: no icon is the only name of an action.
const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  report: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  download: "M12 4v11M7 10l5 5 5-5M5 20h14",
  eye: "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 9a3 3 0 100 6 3 3 0 000-6z",
  off: "M12 3v9M7 6.5a8 8 0 1010 0",
  check: "M5 12l5 5L19 7",
  contrast: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M12 8h7M12 12h9M12 16h7",
  play: "M7 4v16l13-8z",
  pause: "M8 5v14M16 5v14",
  exact: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 9v6M9 12h6",
  reset: "M4 12a8 8 0 108-8H6M9 1L6 4l3 3",
} as const;

export type Icon = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: Icon): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.appendChild(path);
  return drawing;
}
