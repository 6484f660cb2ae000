#!/bin/bash
# @extractus/feed-extractor reads texts that look like numbers as numbers, and words beside "<" as markup.
#
# Found while feeds were read by peers. An RSS guid is "a string that uniquely identifies the item" (RSS 2.0): 0012 and
# 12 are two items, and get one id. A title 007 becomes 7, a description 1e3 becomes 1000. HTML is decoded once more
# before its tags are removed, so that "5 &lt; 7 and 9 &gt; 8" loses its middle. Two paragraphs become one word, also
# of JSON Feed. An Atom entry gets its `updated` as the time of publication, although it has `published` (RFC 4287,
# 4.2.9), and the address of its first link, here of a sound file.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @extractus/feed-extractor@8.0.3 > /dev/null
cat > read.mjs <<'SCRIPT'
import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/@extractus/feed-extractor/package.json", "utf8"));
console.log("@extractus/feed-extractor", installed.version, "Node.js", process.version);
const rss = (guid, title, description) => extractFromXml(`<rss version="2.0"><channel><title>Paper</title>
<link>https://paper.example/</link><description>News</description><item><title>${title}</title>
<link>https://paper.example/1</link><guid isPermaLink="false">${guid}</guid><description>${description}</description>
</item></channel></rss>`).entries[0];
const atom = extractFromXml(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>
<id>tag:paper.example,2026:feed</id><updated>2026-11-30T08:00:00Z</updated><author><name>Desk</name></author>
<entry><title>Harvest</title><id>tag:paper.example,2026:1</id>
<link rel="enclosure" href="https://paper.example/1.mp3" type="audio/mpeg"/><link href="https://paper.example/1"/>
<published>2026-11-28T08:00:00Z</published><updated>2026-11-30T08:00:00Z</updated></entry></feed>`).entries[0];
const json = extractFromJson({
  version: "https://jsonfeed.org/version/1.1", title: "Paper",
  items: [{ id: "1", url: "https://paper.example/1", content_html: "<p>Rice</p><p>Maize</p>" }],
}).entries[0];
// what is read, what it is today, what the feed says
const read = [
  ["guid", rss("0012", "a", "b").id, "12", "0012"],
  ["title", rss("1", "007", "b").title, "7", "007"],
  ["description", rss("1", "a", "1e3").description, "1000", "1e3"],
  ["description", rss("1", "a", "&lt;p&gt;5 &amp;lt; 7 and 9 &amp;gt; 8&lt;/p&gt;").description, "5  8", "5 < 7 and 9 > 8"],
  ["description", rss("1", "a", "&lt;p&gt;Rice&lt;/p&gt;&lt;p&gt;Maize&lt;/p&gt;").description, "RiceMaize", "Rice, Maize"],
  ["JSON content", json.description, "RiceMaize", "Rice, Maize"],
  ["Atom published", atom.published, "2026-11-30T08:00:00.000Z", "2026-11-28T08:00:00Z"],
  ["Atom link", atom.link, "https://paper.example/1.mp3", "https://paper.example/1"],
];
for (const [name, found, , said] of read) console.log(name.padEnd(15), JSON.stringify(found), "of", JSON.stringify(said));
process.exit(read.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node read.mjs
