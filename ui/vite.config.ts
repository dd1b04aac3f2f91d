import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` shows the pages of a server that runs beside it: LIKELY_URL=http://127.0.0.1:8080
export default defineConfig({
  base: "/app/",
  plugins: [react()],
  build: { emptyOutDir: true, assetsInlineLimit: 0, target: "es2022", modulePreload: { polyfill: false } },
  server: { proxy: { "/v1": { target: process.env.LIKELY_URL ?? "http://127.0.0.1:8080" } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
