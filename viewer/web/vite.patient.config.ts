import { defineConfig } from "vite";
import { inlinePage } from "./plugins/inline-page.ts";
import { precompress } from "./plugins/precompress.ts";

// The patient's page is built apart from the others: one file, for the old browsers inside other apps.
export default defineConfig({
  base: "/i/",
  publicDir: false,
  build: {
    outDir: "../static/patient",
    emptyOutDir: true,
    target: ["es2017", "chrome61", "safari11"],
    cssTarget: ["chrome61", "safari11"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: "patient.html" },
  },
  plugins: [inlinePage("patient.html", "src/patient/head.ts", 25_000), precompress()],
});
