import preact from "@preact/preset-vite";
import { resolve } from "node:path";
import type { PluginOption, UserConfig } from "vite";

/** What the builds of all pages have in common: a page lies at `/<page>/`, its start at `/`. */
export function pageConfig(page: string, plugins: PluginOption[] = []): UserConfig {
  const root = resolve(import.meta.dirname, page);
  return {
    root,
    base: page === "start" ? "/" : `/${page}/`,
    plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false }), ...plugins],
    resolve: { alias: { "@shared": resolve(import.meta.dirname, "shared") } },
    build: {
      outDir: resolve(import.meta.dirname, "dist", page),
      emptyOutDir: true,
      target: "es2022",
      // Small files as data: addresses would be refused by the pages' policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}
