// Builds every page into dist/<page>, so that each has its own scope, and checks what a phone would have to load.
import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const PAGES = ["start", "volunteer", "ward", "province"];
// Kilobytes, gzip, of what a page loads before it can be used; charts are loaded when they are needed.
const BUDGETS = { start: { js: 30, css: 15 }, volunteer: { js: 40, css: 15 }, ward: { js: 90, css: 15 }, province: { js: 280, css: 15 } };

const root = import.meta.dirname;
const wanted = process.argv.slice(2).length ? process.argv.slice(2) : await builtPages();

async function builtPages() {
  return PAGES.filter((page) => existsSync(join(root, page, "vite.config.ts")));
}

async function gzipped(folder, suffix) {
  const files = await readdir(folder, { recursive: true });
  const sizes = files
    .filter((file) => file.endsWith(suffix) && !file.endsWith(`sw${suffix}`) && !file.includes("workbox"))
    .map(async (file) => gzipSync(await readFile(join(folder, file))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
}

let failed = false;
for (const page of wanted) {
  const folder = join(root, "dist", page);
  await rm(folder, { recursive: true, force: true });
  await build({ configFile: join(root, page, "vite.config.ts"), logLevel: "warn" });
  for (const [suffix, limit] of Object.entries(BUDGETS[page])) {
    const size = await gzipped(folder, `.${suffix}`);
    const over = size > limit;
    failed ||= over;
    console.log(`${page} ${suffix}: ${size.toFixed(1)} of ${limit} kB${over ? "  TOO LARGE" : ""}`);
  }
}
if (failed) process.exit(1);
