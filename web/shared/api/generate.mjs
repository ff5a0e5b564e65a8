// Types of every service's calls, made from docs/openapi: a call that is not described does not compile.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import openapiTypes, { astToString } from "openapi-typescript";

const here = import.meta.dirname;
const described = join(here, "../../../docs/openapi");
const generated = join(here, "generated");

await mkdir(generated, { recursive: true });
for (const file of (await readdir(described)).filter((name) => name.endsWith(".json"))) {
  const document = JSON.parse(await readFile(join(described, file), "utf8"));
  const types = astToString(await openapiTypes(document, { alphabetize: true, defaultNonNullable: false }));
  await writeFile(join(generated, `${basename(file, ".json")}.d.ts`), types);
}
