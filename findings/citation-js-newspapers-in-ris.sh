#!/bin/bash
# Citation.js writes a newspaper's article into RIS without author and day, and a translated one under its original's
# title.
#
# Found while citations of articles were written for readers. An entry of the type NEWS has its author in AU and its
# day in DA, as one of a magazine (MGZN) has. The plugin takes AU of NEWS for a variable `reporter`, which CSL 1.0.2
# ("Name Variables") does not have, and puts a plain text into it; DA of NEWS it does not know. So the author is lost
# and the year is all that remains of the day, written or read. RIS has TI for the title and TT for a translated
# title. Of an article with a translator and an `original-title`, as CSL describes a translated one, TI is the
# original's and no TT is written, in entries of any type: the title under which it appeared is lost. No error is
# raised.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2 > /dev/null
cat > write.mjs <<'SCRIPT'
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-ris";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/@citation-js/plugin-ris/package.json", "utf8"));
console.log("@citation-js/plugin-ris", installed.version, "Node.js", process.version);
const tags = (text) => Object.fromEntries(text.trim().split("\n").map((line) => line.split("  - ")).map(([tag, value]) => [tag, value]));
const csl = {
  id: "a", title: "Dọn kênh", "container-title": "Báo Mẫu", author: [{ literal: "Ban Thời sự" }],
  issued: { "date-parts": [[2026, 9, 14]] }, URL: "https://paper.example/1",
};
const translated = { ...csl, title: "Clearing the canal", "original-title": "Dọn kênh", translator: [{ literal: "Ban Đối ngoại" }] };
const ris = (type) => `TY  - ${type}
TI  - Dọn kênh
AU  - Ban Thời sự
T2  - Báo Mẫu
DA  - 2026/09/14/
PY  - 2026
ER  - 
`;
const written = (item, type) => tags(new Cite([{ ...item, type }]).format("ris"));
const read = (type) => {
  const [{ author, reporter, issued }] = new Cite(ris(type)).data;
  return JSON.stringify([author, reporter, issued["date-parts"]]);
};
const paper = written(csl, "article-newspaper");
const magazine = written(csl, "article-magazine");
const ofPaper = written(translated, "article-newspaper");
const ofMagazine = written(translated, "article-magazine");
// what, what it is today, what was given
const values = [
  ["AU of a magazine", magazine.AU, "Ban Thời sự", "Ban Thời sự"],
  ["DA of a magazine", magazine.DA, "2026/9/14/", "2026-09-14"],
  ["AU of a newspaper", paper.AU, undefined, "Ban Thời sự"],
  ["DA of a newspaper", paper.DA, undefined, "2026-09-14"],
  ["PY of a newspaper", paper.PY, "2026", "2026"],
  ["TI of a translated article", ofPaper.TI, "Dọn kênh", "Clearing the canal"],
  ["TT of a translated article", ofPaper.TT, undefined, ""],
  ["TI of a translated one of a magazine", ofMagazine.TI, "Dọn kênh", "Clearing the canal"],
  ["TT of a translated one of a magazine", ofMagazine.TT, undefined, ""],
  ["MGZN read", read("MGZN"), '[[{"literal":"Ban Thời sự"}],null,[[2026,9,14]]]', "the author and the day"],
  ["NEWS read", read("NEWS"), '[null,"Ban Thời sự",[[2026]]]', "the author and the day"],
];
for (const [name, found, , said] of values) console.log(`${name}: ${found}, of ${said}`);
process.exit(values.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node write.mjs
