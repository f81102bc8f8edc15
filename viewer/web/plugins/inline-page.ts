import type { Plugin, Rolldown } from "vite";
import { brotli } from "./precompress.ts";

/**
 * Puts the one script and the one style sheet of a page into its HTML, so that a phone far away needs one answer and
 * not three. The build fails when the whole, script and style included, outgrows its budget.
 */
export function inlinePage(page: string, budgetBytes: number): Plugin {
  return {
    name: "inline-page",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const html = asset(bundle, page);
        const script = onlyChunk(bundle);
        const styles = Object.values(bundle).filter((file) => file.fileName.endsWith(".css"));
        const css = styles.map((file) => String(asset(bundle, file.fileName).source)).join("");
        html.source = inlined(String(html.source), script.code.trim(), css.trim());
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

function onlyChunk(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) throw new Error("An inlined page must be made of exactly one script.");
  return chunk;
}

/** The script becomes a classic one at the end of the body: old kernels run it too. */
function inlined(html: string, script: string, css: string): string {
  if (/<\/script/i.test(script)) throw new Error("The script would end itself.");
  return html
    .replace(/\s*<script type="module"[^>]*><\/script>/g, "")
    .replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
    .replace("</head>", () => `<style>${css}</style></head>`)
    .replace("</body>", () => `<script>(function(){${script}})();</script></body>`);
}
