#!/bin/bash
# Defuddle joins the dates, languages and headlines of all nodes of a page, and takes a commenter for the author of
# the article.
#
# Found while structured data of articles were read by peers. A page's JSON-LD may describe several things, in several
# scripts or in one @graph (JSON-LD 1.1, 4.9, and "Embedding JSON-LD in HTML documents"): the site, the page, the
# article, another article. Defuddle 0.19.4 gives `published`, "Publication date of the article", as two dates with a
# comma between them, which is no date (ISO 8601), `language` as "en, vi", which is no language tag (BCP 47), and
# two headlines as the title. What the article lacks is taken from the nodes inside it: the date and the author of a
# reader's comment, or the description of a film. The name of the site is that of the author where no publisher is
# named.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" defuddle@0.19.4 linkedom@0.18.15 > /dev/null
cat > read.mjs <<'SCRIPT'
import { Defuddle } from "defuddle/node";
import { parseHTML } from "linkedom";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/defuddle/package.json", "utf8"));
console.log("defuddle", installed.version, "Node.js", process.version);
const desk = { "@type": "Organization", name: "Ban Thời sự" };
const article = {
  "@type": "NewsArticle", headline: "Dọn kênh", datePublished: "2026-09-14T23:30:00+07:00", inLanguage: "vi", author: desk,
};
const comment = {
  "@type": "Comment", datePublished: "2026-09-18", text: "Hay", author: { "@type": "Person", name: "Bạn đọc" },
};
const { author: _author, datePublished: _date, ...bare } = article;
const text = "<p>Sáng nay, các hộ dân cùng cán bộ mặt trận dọn những con kênh của xã trước vụ mới.</p>".repeat(12);
async function read(...nodes) {
  const scripts = nodes.map((node) =>
    `<script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", ...node })}</script>`);
  const { document } = parseHTML(`<!doctype html><html><head><title>Dọn kênh</title>${scripts.join("")}</head>
<body><article><h1>Dọn kênh</h1>${text}</article></body></html>`);
  return Defuddle(document, "https://paper.example/1");
}
const alone = await read(article);
const page = { "@type": "WebPage", datePublished: "2026-09-14T16:30:00+00:00", inLanguage: "en" };
const graph = await read({ "@graph": [page, article] });
const two = await read(article, { ...article, headline: "Tin khác", datePublished: "2019-01-02" });
const commented = await read({ ...bare, comment: [comment] });
const filmed = await read({ ...article, video: { "@type": "VideoObject", name: "Phim", description: "Một đoạn phim" } });
// what is read, what it is today, what the article says
const values = [
  ["published, alone", alone.published, "2026-09-14T23:30:00+07:00", "2026-09-14T23:30:00+07:00"],
  ["language, alone", alone.language, "vi", "vi"],
  ["site, alone", alone.site, "Ban Thời sự", ""],
  ["published, page", graph.published, "2026-09-14T16:30:00+00:00, 2026-09-14T23:30:00+07:00", "2026-09-14T23:30:00+07:00"],
  ["language, page", graph.language, "en, vi", "vi"],
  ["published, two", two.published, "2026-09-14T23:30:00+07:00, 2019-01-02", "2026-09-14T23:30:00+07:00"],
  ["title, two", two.title, "Dọn kênh, Tin khác", "Dọn kênh"],
  ["published, comment", commented.published, "2026-09-18", ""],
  ["author, comment", commented.author, "Bạn đọc", ""],
  ["description, film", filmed.description, "Một đoạn phim", ""],
];
for (const [name, found, , said] of values) console.log(name.padEnd(18), JSON.stringify(found), "of", JSON.stringify(said));
process.exit(values.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node read.mjs
