#!/bin/bash
# The npm package sitemap reads no W3C date of a year, of a month, without seconds or with two digits of a fraction.
#
# Found while dates of sitemaps were read by peers. sitemaps.org has `lastmod` in "W3C Datetime format", and Google
# names forms of it for `news:publication_date`, the one without seconds (YYYY-MM-DDThh:mmTZD) among them; by the
# W3C's note a fraction of a second has one or more digits. Of such a page parseSitemap gives no `lastmod`, and "" for
# the day on which its news were published. A line goes to the error output, the rest of the entry is kept. The
# package writes what it does not read: SitemapStream passes a publication date without seconds on, and makes the
# first of September, at midnight in UTC, of a `lastmod` of 2026-09.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" sitemap@9.0.1 > /dev/null
cat > read.mjs <<'SCRIPT'
import { parseSitemap, SitemapStream, streamToPromise } from "sitemap";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";

const installed = JSON.parse(readFileSync("node_modules/sitemap/package.json", "utf8"));
console.log("sitemap", installed.version, "Node.js", process.version);
const sitemap = (date, published) => `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://paper.example/1</loc><lastmod>${date}</lastmod><news:news><news:publication><news:name>Paper</news:name>
<news:language>vi</news:language></news:publication><news:publication_date>${published}</news:publication_date>
<news:title>Harvest</news:title></news:news></url></urlset>`;
const publication = { name: "Paper", language: "vi" };
async function write(date, published) {
  const stream = new SitemapStream({ hostname: "https://paper.example" });
  const item = { url: "/1", lastmod: date, news: { publication, publication_date: published, title: "Harvest" } };
  const text = (await streamToPromise(Readable.from([item]).pipe(stream))).toString();
  return [text.match(/<lastmod>(.*)<\/lastmod>/)[1], text.match(/<news:publication_date>(.*)<\/news:publication_date>/)[1]];
}
// the date, whether it is read, what is written as lastmod and as the date of publication today
const dates = [
  ["2026-09-14", true, "2026-09-14T00:00:00.000Z", "2026-09-14"],
  ["2026-09-14T08:00:00+07:00", true, "2026-09-14T01:00:00.000Z", "2026-09-14T08:00:00+07:00"],
  ["2026-09-14T08:00:00.125+07:00", true, "2026-09-14T01:00:00.125Z", "2026-09-14T08:00:00.125+07:00"],
  ["2026-09-14T08:00:00.45+07:00", false, "2026-09-14T01:00:00.450Z", "2026-09-14T08:00:00.45+07:00"],
  ["2026-09-14T08:00+07:00", false, "2026-09-14T01:00:00.000Z", "2026-09-14T08:00+07:00"],
  ["2026-09", false, "2026-09-01T00:00:00.000Z", "2026-09-14"],
  ["2026", false, "2026-01-01T00:00:00.000Z", "2026-09-14"],
];
let same = 0;
for (const [date, isRead, ...today] of dates) {
  const published = date.length < 10 ? "2026-09-14" : date; // a month alone is no date of publication
  const [{ lastmod, news, url }] = await parseSitemap(Readable.from([sitemap(date, published)]));
  const written = await write(date, published);
  const found = [url, news.title, lastmod, news.publication_date, ...written];
  const read = isRead ? [date, published] : [undefined, published === date ? "" : published];
  const expected = ["https://paper.example/1", "Harvest", ...read, ...today];
  if (JSON.stringify(found) === JSON.stringify(expected)) same += 1;
  console.log(date.padEnd(29), "is read as", lastmod, "and", JSON.stringify(news.publication_date), "and written", ...written);
}
process.exit(same === dates.length ? 0 : 1);
SCRIPT
node read.mjs
