#!/bin/bash
# metascraper gives the last change of an article as the date on which it was published.
#
# Found while dates of articles were read by peers. metascraper's README says of `date`: "representation of the date
# the article was published". metascraper-date asks for dateModified first (schema.org: when the work "was most
# recently modified") or article:modified_time (Open Graph), and for what the page says of its publication only where
# neither is there: an article of 2019 in which a word was mended today is one of today. With its option
# `datePublished` it gives that date beside the other.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" metascraper@5.49.24 metascraper-date@5.49.24 > /dev/null
cat > read.mjs <<'SCRIPT'
import metascraper from "metascraper";
import date from "metascraper-date";
import { readFileSync } from "node:fs";

for (const name of ["metascraper", "metascraper-date"]) {
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version, "Node.js", process.version);
}
const node = (more) => `<script type="application/ld+json">${JSON.stringify({
  "@context": "https://schema.org", "@type": "NewsArticle", headline: "Harvest", ...more,
})}</script>`;
const meta = (name, content) => `<meta property="article:${name}_time" content="${content}">`;
const published = "2019-09-14T08:00:00+07:00";
const modified = "2026-11-30T08:00:00+07:00";
const wasPublished = "2019-09-14T01:00:00.000Z";
const wasModified = "2026-11-30T01:00:00.000Z";
// what, the head of the page, what is read today
const pages = [
  ["JSON-LD, published", node({ datePublished: published }), wasPublished],
  ["JSON-LD, published and modified", node({ datePublished: published, dateModified: modified }), wasModified],
  ["Open Graph, published", meta("published", published), wasPublished],
  ["Open Graph, published and modified", meta("published", published) + meta("modified", modified), wasModified],
];
let same = 0;
for (const [name, head, today] of pages) {
  const html = `<!doctype html><html lang="en"><head><title>Harvest</title>${head}</head><body><p>Text</p></body></html>`;
  const url = "https://paper.example.com/1";
  const plain = await metascraper([date()])({ html, url });
  const asked = await metascraper([date({ datePublished: true, dateModified: false })])({ html, url });
  if (plain.date === today && asked.date === today && asked.datePublished === wasPublished) same += 1;
  console.log(`${name}: ${plain.date}, with the option ${asked.date} and ${asked.datePublished}; published ${published}`);
}
process.exit(same === pages.length ? 0 : 1);
SCRIPT
node read.mjs
