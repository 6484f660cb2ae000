#!/bin/bash
# @extractus/article-extractor reads 2026/09/03 as 26 September 2003, 03/09/2026 as 9 March, and any date in a text as
# the article's.
#
# Found while dates of articles were read by peers. Where a page has no date for machines, `published` is the first
# date in a paragraph, span or div of the page. Japanese and Chinese dates have the year first (CLDR: y/M/d for ja and
# zh): the last two digits of the year become the day, and the day becomes the year. Vietnam, as most of the world,
# writes the day first (CLDR: d/M/y for vi), and the page's `lang` says so: 14/9/2026 is read as 14 September,
# 03/09/2026 as 9 March. The hour behind a date is dropped, and the day begins in the zone of the machine, so that the
# UTC day differs between two of them. An article without a date that speaks of 15/10/2009 is one of 2009.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @extractus/article-extractor@9.0.1 > /dev/null
cat > read.mjs <<'SCRIPT'
import { extractFromHtml } from "@extractus/article-extractor";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/@extractus/article-extractor/package.json", "utf8"));
console.log("@extractus/article-extractor", installed.version, "Node.js", process.version, "TZ", process.env.TZ);
const texts = {
  vi: "Sáng nay, các hộ dân cùng cán bộ mặt trận dọn những con kênh của xã trước vụ mới, để nước về kịp ruộng. ",
  ja: "今朝、村の人々は新しい季節の前に用水路を掃除し、水がすべての田んぼに間に合うようにした。とても大切なことである。",
};
// the language, the first paragraph, what is read in Hanoi and in UTC today
const dates = [
  ["vi", "14/9/2026", "2026-09-13T17:00:00.000Z", "2026-09-14T00:00:00.000Z"],
  ["vi", "03/09/2026", "2026-03-08T17:00:00.000Z", "2026-03-09T00:00:00.000Z"],
  ["vi", "03/09/2026 - 08:05", "2026-03-08T17:00:00.000Z", "2026-03-09T00:00:00.000Z"],
  ["ja", "2026/09/03", "2003-09-25T17:00:00.000Z", "2003-09-26T00:00:00.000Z"],
  ["ja", "2026/09/03 08:05", "2003-09-25T17:00:00.000Z", "2003-09-26T00:00:00.000Z"],
  ["vi", "Phong trào bắt đầu ngày 15/10/2009.", "2009-10-14T17:00:00.000Z", "2009-10-15T00:00:00.000Z"],
];
let same = 0;
for (const [language, written, hanoi, utc] of dates) {
  const page = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>A paper's article of today</title></head>
<body><article><h1>A</h1><p>${written}</p>${`<p>${texts[language].repeat(3)}</p>`.repeat(4)}</article></body></html>`;
  const { published } = await extractFromHtml(page, "https://paper.example.com/1");
  if (published === (process.env.TZ === "UTC" ? utc : hanoi)) same += 1;
  console.log(language, written.padEnd(18), published);
}
process.exit(same === dates.length ? 0 : 1);
SCRIPT
TZ=Asia/Ho_Chi_Minh node read.mjs
TZ=UTC node read.mjs
