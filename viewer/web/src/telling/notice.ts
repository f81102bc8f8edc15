/** What a push message says, and what is shown of it. */

export interface Notice {
  title: string;
  body: string;
  path: string;
  tag: string;
  language: "zh" | "en";
  /** Whether it stays until somebody has seen it. */
  stays: boolean;
}

const USUAL: Notice = { title: "Filmless", body: "", path: "/#/inbox", tag: "news", language: "zh", stays: false };

/** Reads a message; one that can't be read still shows that something waits: browsers want to see that something is shown. */
export function noticeOf(text: string): Notice {
  try {
    const said = JSON.parse(text) as Partial<Record<keyof Notice, unknown>>;
    return {
      title: word(said.title, USUAL.title),
      body: word(said.body, USUAL.body),
      path: ownPath(said.path),
      tag: word(said.tag, USUAL.tag),
      language: said.language === "en" ? "en" : "zh",
      stays: said.stays === true,
    };
  } catch {
    return USUAL;
  }
}

/** A place of our own site, and nothing else. */
export function ownPath(path: unknown): string {
  return typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : USUAL.path;
}

function word(said: unknown, usual: string): string {
  return typeof said === "string" && said !== "" ? said.slice(0, 500) : usual;
}
