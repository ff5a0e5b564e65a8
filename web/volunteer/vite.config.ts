import { resolve } from "node:path";
import { defineConfig, mergeConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { pageConfig } from "../page.config.ts";

const pwa = VitePWA({
  // A new version waits until it is asked for; the page registers the worker itself, within its Trusted Types policy.
  registerType: "prompt",
  injectRegister: false,
  manifest: {
    id: "/volunteer/",
    name: "Một tình nguyện viên, hai mươi hộ",
    short_name: "1 + 20",
    description: "Các hộ của tôi, ghi lượt đến nhà, dùng được khi không có sóng.",
    lang: "vi",
    start_url: "/volunteer/",
    scope: "/volunteer/",
    display: "standalone",
    orientation: "portrait",
    background_color: "#faf9f5",
    theme_color: "#075a66",
    icons: [
      { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  },
  workbox: {
    globPatterns: ["**/*.{html,js,css,svg,webmanifest}"],
    // The server answers the page at its folder alone.
    manifestTransforms: [(entries) => ({ manifest: entries.map((entry) => (entry.url === "index.html" ? { ...entry, url: "./" } : entry)), warnings: [] })],
    navigateFallback: "./",
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    // A worker's own policy forbids it to load further scripts.
    inlineWorkboxRuntime: true,
    sourcemap: false,
  },
});

/** Of the catalogue of procedures, what the page shows. */
const procedures: Plugin = {
  name: "procedures-as-shown",
  enforce: "pre",
  transform(code, file) {
    if (!file.endsWith("/reference/procedures.json")) return undefined;
    const kept = ["id", "vi", "en", "class", "retired"];
    return JSON.stringify(JSON.parse(code), (key, value: unknown) => (key === "" || /^\d+$/.test(key) || key === "procedures" || kept.includes(key) ? value : undefined));
  },
};

const here = (file: string) => resolve(import.meta.dirname, file);
const light = {
  resolve: {
    alias: [
      { find: "openapi-fetch", replacement: here("light_client.ts") },
      { find: /^\.\/passkeys$/, replacement: here("no_passkeys.ts") },
    ],
  },
};

export default defineConfig(mergeConfig(pageConfig("volunteer", [procedures, pwa]), light));
