const BROWSERS = ["Edg", "OPR", "MicroMessenger", "Firefox", "Chrome", "Safari"] as const;
const SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"] as const;
const CALLED: Record<string, string> = { Edg: "Edge", OPR: "Opera", MicroMessenger: "WeChat", "Mac OS X": "macOS" };

/** What a browser calls itself, as its owner knows it. */
export function browserOf(agent: string): string {
  const found = [BROWSERS, SYSTEMS].map((names) => names.find((name) => agent.includes(name)));
  return found.flatMap((name) => (name === undefined ? [] : [CALLED[name] ?? name])).join(", ") || agent.slice(0, 60);
}
