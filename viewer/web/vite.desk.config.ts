import { defineConfig } from "vite";
import { precompress } from "./plugins/precompress.ts";

// The application of people who are signed in: front desk and administrator.
export default defineConfig({
  base: "/desk/",
  publicDir: false,
  // The server puts a fresh word in its place with every answer; only style elements that carry it are obeyed.
  html: { cspNonce: "__nonce__" },
  build: {
    outDir: "../static/desk",
    emptyOutDir: true,
    target: ["chrome109", "safari16", "firefox115"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: "desk.html" },
  },
  plugins: [precompress()],
});
