import { build, type Plugin, type ResolvedConfig, type Rolldown } from "vite";

/**
 * Puts a small script into the head of a page, with the nonce that the server fills in: it runs as soon as the page's
 * first bytes are there, and asks for what is seen first while the rest is still on its way.
 */
export function earlyScript(page: string, entry: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: "early-script",
    apply: "build",
    enforce: "post",
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const html = bundle[page];
        if (html?.type !== "asset") throw new Error(`The build made no ${page}.`);
        const script = await scriptOf(entry, config);
        if (/<\/script/i.test(script)) throw new Error("The script would end itself.");
        const element = `<script nonce="__nonce__">(function(){${script}})();</script>`;
        html.source = String(html.source).replace("<title>", () => `${element}<title>`);
      },
    },
  };
}

async function scriptOf(entry: string, { root, build: { target } }: ResolvedConfig): Promise<string> {
  const options = { write: false, target, rolldownOptions: { input: entry }, modulePreload: false } as const;
  const built = await build({ root, configFile: false, publicDir: false, logLevel: "warn", build: options });
  const [chunk] = (built as Rolldown.RolldownOutput).output;
  if (chunk?.type !== "chunk") throw new Error("The early script must be one chunk.");
  return chunk.code.trim();
}
