#!/bin/bash
# Mozilla's Readability reads nothing of an article's JSON-LD where a node before it, or the article itself, has two
# types.
#
# Found while structured data of articles were read by peers. In JSON-LD 1.1 (3.5) the value of @type is one type or
# an array of them, and @context may be an array (3.1): ["WebPage", "ItemPage"] is written for the page of an article.
# Readability looks for the article among the nodes of a @graph and asks each for its type as a text; an array ends
# the search, so that the author, date and site of the article behind it are null, and the title is that of the
# window. A headline with its language ("@value") is not read either, nor an author who is a text or is told by the
# @id of a node. No error is raised.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @mozilla/readability@0.6.0 linkedom@0.18.15 > /dev/null
cat > read.mjs <<'SCRIPT'
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/@mozilla/readability/package.json", "utf8"));
console.log("@mozilla/readability", installed.version, "Node.js", process.version);
const context = "https://schema.org";
const desk = { "@type": "Organization", name: "Ban Thời sự" };
const article = {
  "@type": "NewsArticle", headline: "Dọn kênh trước vụ mới", datePublished: "2026-09-14", author: desk,
  publisher: { "@type": "Organization", name: "Báo Mẫu" },
};
const page = { "@type": "WebPage", name: "Dọn kênh" };
const text = `<p>${"Sáng nay, các hộ dân cùng cán bộ mặt trận dọn những con kênh của xã trước vụ mới. ".repeat(4)}</p>`.repeat(4);
const window = "Dọn kênh - Báo";
const whole = [article.headline, "Ban Thời sự", "2026-09-14", "Báo Mẫu"];
const nothing = [window, null, null, null];
// what, the node, what is read today: title, author, date and site
const nodes = [
  ["an article", { "@context": context, ...article }, whole],
  ["a page, then the article", { "@context": context, "@graph": [page, article] }, whole],
  ["a page of two types, then the article",
    { "@context": context, "@graph": [{ ...page, "@type": ["WebPage", "ItemPage"] }, article] }, nothing],
  ["an article of two types", { "@context": context, ...article, "@type": ["NewsArticle", "Article"] }, nothing],
  ["an array of contexts", { "@context": [context, { "@language": "vi" }], ...article }, nothing],
  ["a headline with its language",
    { "@context": context, ...article, headline: { "@value": article.headline, "@language": "vi" } }, [window, ...whole.slice(1)]],
  ["an author as a text", { "@context": context, ...article, author: desk.name }, [whole[0], null, ...whole.slice(2)]],
  ["an author with an @id",
    { "@context": context, "@graph": [{ ...article, author: { "@id": "#desk" } }, { ...desk, "@id": "#desk" }] },
    [whole[0], null, ...whole.slice(2)]],
];
let same = 0;
for (const [name, node, today] of nodes) {
  const { document } = parseHTML(`<!doctype html><html lang="vi"><head><title>${window}</title>
<script type="application/ld+json">${JSON.stringify(node)}</script></head>
<body><article><h1>Dọn kênh</h1>${text}</article></body></html>`);
  const { title, byline, publishedTime, siteName } = new Readability(document).parse();
  const found = [title, byline, publishedTime, siteName];
  if (JSON.stringify(found) === JSON.stringify(today)) same += 1;
  console.log(`${name}: ${JSON.stringify(found)}`);
}
process.exit(same === nodes.length ? 0 : 1);
SCRIPT
node read.mjs
