#!/bin/bash
# Citation.js writes Vietnamese letters with a horn or a hook as others into BibTeX, and nothing at all for Thai, Lao
# and Chinese.
#
# Found while citations of articles were written for readers. By default its BibTeX has ASCII alone (the plugin's
# README: "Escape or remove non-ASCII characters"). Of the 146 Vietnamese letters with marks and their bases, 102 come
# back when the outcome is read; the other 44 become other letters: "nước" (water) is written nu{\' o}c and read as
# "nuóc", "của" as "cua". LaTeX has commands for all of them (encoding T5: \h, \ohorn, \uhorn). A title in Thai, Lao
# or Chinese is left out, and no error is raised. BibLaTeX, whose data may be in UTF-8, is written the same way. The
# option asciiOnly: false keeps all letters.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @citation-js/core@0.8.2 @citation-js/plugin-bibtex@0.8.2 > /dev/null
cat > write.mjs <<'SCRIPT'
import { Cite, plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/@citation-js/plugin-bibtex/package.json", "utf8"));
console.log("@citation-js/plugin-bibtex", installed.version, "Node.js", process.version);
const write = (title, format) => new Cite([{ id: "a", type: "article-newspaper", title }]).format(format);
const titleIn = (text) => text.match(/^\ttitle = \{(.*)\},$/m)?.[1];
const readBack = (text) => new Cite(text).data[0].title;
let same = 0;
// the title, what is written and what is read back today
const titles = [
  ["Dân vận", "D{\\^ a}n v{\\^ {\\d a}}n", "Dân vận"],
  ["nước", "nu{\\' o}c", "nuóc"],
  ["của người", "cua ngu{\\` o}i", "cua nguòi"],
  ["đổi mới", "\\dj{}{\\^ o}i m{\\' o}i", "đôi mói"],
  ["ข่าว", "", undefined],
  ["ຂ່າວ", "", undefined],
  ["新闻", "", undefined],
];
for (const [title, ...today] of titles) {
  const found = ["bibtex", "biblatex"].map((format) => write(title, format)).map((text) => [titleIn(text), readBack(text)]);
  if (found.every((one) => JSON.stringify(one) === JSON.stringify(today))) same += 1;
  console.log(title, "is written", found[0][0], "and read", found[0][1]);
}
const letters = [..."aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"].flatMap((base) =>
  ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"].map((mark) => (base + mark).normalize("NFC"))).concat("đ", "Đ");
const lost = letters.filter((letter) => readBack(write(`${letter}n`, "bibtex")) !== `${letter}n`);
console.log(lost.length, "of", letters.length, "letters are read as others:", lost.join(""));
plugins.config.get("@bibtex").format.asciiOnly = false;
const kept = letters.filter((letter) => readBack(write(`${letter}n`, "bibtex")) === `${letter}n`);
console.log(kept.length, "are read as written with asciiOnly: false");
process.exit(same === titles.length && lost.length === 44 && kept.length === letters.length ? 0 : 1);
SCRIPT
node write.mjs
