import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.LABELWRIGHT_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "../labelwright/server/web", emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/api": server, "/health": server, "/ready": server } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.ts"], css: false },
});
