import { defineConfig } from "vite";
import { precompress } from "./plugins/precompress.ts";

// What browsers run when a push message comes: one script under one name for good, for it is known by its address.
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: "../static/push",
    emptyOutDir: true,
    target: ["chrome109", "safari16", "firefox115"],
    modulePreload: false,
    rolldownOptions: {
      input: "src/telling/push-worker.ts",
      output: { entryFileNames: "push-worker.js", format: "iife" },
    },
  },
  plugins: [precompress()],
});
