import { defineConfig } from "vite";
import { earlyScript } from "./plugins/early-script.ts";
import { precompress } from "./plugins/precompress.ts";

// The doctors' viewer, and the room of a consult around it: entries of their own, so that nobody else loads the engine that draws.
export default defineConfig({
  base: "/view/",
  publicDir: false,
  html: { cspNonce: "__nonce__" },
  worker: { format: "es" },
  build: {
    outDir: "../static/view",
    emptyOutDir: true,
    target: ["chrome109", "safari16", "firefox115"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: ["view.html", "room.html"] },
  },
  plugins: [earlyScript("view.html", "src/view/early.ts"), precompress()],
});
