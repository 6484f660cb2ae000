// Builds static/editor: the editor as one script, and the licences of what is in it. With --check it only says whether
// what lies there is what would be built.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "..", "static", "editor");
const MODULES = "node_modules/";

async function licenceOf(name) {
  const folder = join(HERE, MODULES, name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} comes without the text of its licence.`);
  const text = (await readFile(join(folder, file), "utf8")).trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

const built = await build({
  absWorkingDir: HERE,
  entryPoints: ["source/main.mjs"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  metafile: true,
  write: false,
  outdir: "out",
  banner: {
    js: "/*! Built by `make editor` of the sources in editor/; licences of its parts: licences.txt */",
  },
});
const parts = Object.keys(built.metafile.inputs)
  .filter((one) => one.startsWith(MODULES))
  .map((one) => one.slice(MODULES.length).split("/")[0]);
const licences = await Promise.all([...new Set(parts)].sort().map(licenceOf));
const files = {
  "editor.js": built.outputFiles[0].text,
  "licences.txt": licences.join(`\n${"-".repeat(80)}\n\n`),
};

if (process.argv.includes("--check")) {
  const stale = [];
  for (const [name, text] of Object.entries(files)) {
    if ((await readFile(join(OUT, name), "utf8").catch(() => "")) !== text) stale.push(name);
  }
  if (stale.length) {
    console.error(`static/editor is not what its sources give (${stale.join(", ")}). Run make editor.`);
    process.exit(1);
  }
} else {
  for (const [name, text] of Object.entries(files)) await writeFile(join(OUT, name), text);
}
