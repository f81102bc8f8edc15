import { build, type Plugin, type ResolvedConfig, type Rolldown } from "vite";
import { brotli } from "./precompress.ts";

/**
 * Puts the one script and the one style sheet of a page into its HTML, so that a phone far away needs one answer and
 * not three. `head` is a script of its own that runs as soon as the page's first bytes are there. The build fails when
 * the whole, scripts and style included, outgrows its budget.
 */
export function inlinePage(page: string, head: string, budgetBytes: number): Plugin {
  let config: ResolvedConfig;
  return {
    name: "inline-page",
    apply: "build",
    enforce: "post",
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const html = asset(bundle, page);
        const script = onlyChunk(Object.values(bundle));
        const styles = Object.values(bundle).filter((file) => file.fileName.endsWith(".css"));
        const css = styles.map((file) => String(asset(bundle, file.fileName).source)).join("");
        const early = await scriptOf(head, config);
        html.source = inlined(String(html.source), early, script.code.trim(), css.trim());
        for (const file of [script, ...styles]) delete bundle[file.fileName];
        const bytes = brotli(Buffer.from(html.source)).length;
        if (bytes > budgetBytes) this.error(`${page} is ${bytes} bytes (brotli); its budget is ${budgetBytes}.`);
        this.info(`${page} is ${bytes} bytes of ${budgetBytes} (brotli).`);
      },
    },
  };
}

function asset(bundle: Rolldown.OutputBundle, fileName: string): Rolldown.OutputAsset {
  const file = bundle[fileName];
  if (file?.type !== "asset") throw new Error(`The build made no ${fileName}.`);
  return file;
}

function onlyChunk(files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): Rolldown.OutputChunk {
  const chunks = files.filter((file) => file.type === "chunk");
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) throw new Error("An inlined page must be made of exactly one script.");
  return chunk;
}

/** Builds a script with everything that it imports, for the same browsers as the page. */
async function scriptOf(entry: string, { root, build: { target } }: ResolvedConfig): Promise<string> {
  const options = { write: false, target, rolldownOptions: { input: entry }, modulePreload: false } as const;
  const built = await build({ root, configFile: false, publicDir: false, logLevel: "warn", build: options });
  return onlyChunk((built as Rolldown.RolldownOutput).output).code.trim();
}

/** The scripts become classic ones, one in the head and one at the end of the body: old kernels run them too. */
function inlined(html: string, head: string, script: string, css: string): string {
  if (/<\/script/i.test(head + script)) throw new Error("The script would end itself.");
  if (html.indexOf("<title>") < 0) throw new Error("The script of the head goes before the <title>; there is none.");
  return html
    .replace(/\s*<script type="module"[^>]*><\/script>/g, "")
    .replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
    .replace("<title>", () => `<script>(function(){${head}})();</script><title>`)
    .replace("</head>", () => `<style>${css}</style></head>`)
    .replace("</body>", () => `<script>(function(){${script}})();</script></body>`);
}
