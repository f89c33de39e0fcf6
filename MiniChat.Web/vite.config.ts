import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// Where the app calls to while it is being written: npm run dev beside a server that runs.
const server = process.env.MINICHAT_SERVER ?? "http://localhost:5000";

export default defineConfig({
  // What pages show from the root of the server is no part of the build.
  plugins: [vue({ template: { transformAssetUrls: false } })],
  base: "/app/",
  build: {
    outDir: "../wwwroot/app",
    emptyOutDir: true,
    target: "es2022",
    // The policy of the page forbids inline scripts and data: addresses of fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/auth", "/register", "/access-token", "/event-stream", "/answers", "/sign-in", "/icon.svg"].map((path) => [
        path,
        server,
      ]),
    ),
  },
  // Long enough for a busy machine; a test that hangs fails all the same.
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], testTimeout: 60_000 },
});
