#!/bin/bash
# htmlparser2's parseFeed never reads when an Atom entry was published, and links to the first address of any relation.
#
# Found while feeds were read by peers. RFC 4287 has `published` for the first time and `updated` for the last change
# (4.2.9 and 4.2.15): an old article that was corrected today is one of today in what parseFeed gives. A link with the
# relation "enclosure" or "related" (4.2.7.2) before the entry's own becomes its address. Of RSS, dc:date stands in for a
# missing pubDate, but enclosures of either format are no media; content counts only where there is no summary.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" htmlparser2@12.0.0 > /dev/null
cat > read.mjs <<'SCRIPT'
import { parseFeed } from "htmlparser2";
import { readFileSync } from "node:fs";

const installed = JSON.parse(readFileSync("node_modules/htmlparser2/package.json", "utf8"));
console.log("htmlparser2", installed.version, "Node.js", process.version);
const atom = parseFeed(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>
<id>tag:paper.example,2026:feed</id><updated>2026-11-30T08:00:00Z</updated><author><name>Desk</name></author>
<entry><title>Harvest</title><id>tag:paper.example,2026:1</id>
<link rel="enclosure" href="https://paper.example/1.mp3" type="audio/mpeg"/><link href="https://paper.example/1"/>
<published>2026-11-28T08:00:00Z</published><updated>2026-11-30T08:00:00Z</updated>
<summary>Short</summary><content>Long</content></entry></feed>`).items[0];
const rss = parseFeed(`<rss version="2.0"><channel><title>Paper</title><link>https://paper.example/</link>
<description>News</description><item><title>Harvest</title><link>https://paper.example/1</link>
<enclosure url="https://paper.example/1.mp3" length="9" type="audio/mpeg"/></item></channel></rss>`).items[0];
// what is read, what it is today, what the feed says
const read = [
  ["Atom pubDate", atom.pubDate.toISOString(), "2026-11-30T08:00:00.000Z", "2026-11-28T08:00:00Z"],
  ["Atom link", atom.link, "https://paper.example/1.mp3", "https://paper.example/1"],
  ["Atom description", atom.description, "Short", "Short, and Long as content"],
  ["Atom media", atom.media.length, 0, "1"],
  ["RSS media", rss.media.length, 0, "1"],
];
for (const [name, found, , said] of read) console.log(name.padEnd(17), JSON.stringify(found), "of", said);
process.exit(read.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node read.mjs
