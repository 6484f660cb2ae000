#!/bin/bash
# The npm package feedparser gives an Atom entry of two authors the author of the feed, or none.
#
# Found while feeds were read by peers. An entry's own author elements stand for the feed's, however many they are (RFC
# 4287, 4.1.2 and 4.2.1). Of one author the name is read; of two neither is, and the paper's desk, whom the feed names
# for entries without one, is said to have written the text. Two dc:creator in RSS give the first. A title of the type
# "text" is plain text (3.1.1.1), but what looks like a tag is cut out of it: "Use of <b> in HTML" loses its <b>, in the
# type "html", where it is escaped twice, it stays escaped.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" feedparser@2.6.0 > /dev/null
cat > read.cjs <<'SCRIPT'
const FeedParser = require("feedparser");
const { Readable } = require("node:stream");
const installed = require("./node_modules/feedparser/package.json");
console.log("feedparser", installed.version, "Node.js", process.version);
const authors = (...names) => names.map((name) => `<author><name>${name}</name></author>`).join("");
const feed = (parts, own, title = "<title>Harvest</title>") => `<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>
<id>tag:paper.example,2026:feed</id><updated>2026-11-30T08:00:00Z</updated>${parts}<entry><id>tag:paper.example,2026:1</id>${title}
<updated>2026-11-30T08:00:00Z</updated><link href="https://paper.example/1"/>${own}</entry></feed>`;
const titled = (type, text) => feed(authors("Desk"), "", `<title type="${type}">${text}</title>`);
const read = (text) => new Promise((resolve, reject) => {
  const items = [];
  const parser = new FeedParser({ addmeta: false });
  parser.on("error", reject);
  parser.on("readable", () => {
    for (let item = parser.read(); item; item = parser.read()) items.push(item);
  });
  parser.on("end", () => resolve(items[0]));
  Readable.from([Buffer.from(text)]).pipe(parser);
});
// document, field of the item, what is read today, what stands there
const READ = [
  [feed(authors("Desk"), authors("A. Writer")), "author", "A. Writer", "A. Writer"],
  [feed(authors("Desk"), authors("A. Writer", "B. Writer")), "author", "Desk", "A. Writer and B. Writer"],
  [feed("", authors("A. Writer", "B. Writer")), "author", null, "A. Writer and B. Writer"],
  [titled("text", "Use of &lt;b&gt; in HTML"), "title", "Use of  in HTML", "Use of <b> in HTML"],
  [titled("html", "Use of &amp;lt;b&amp;gt; in HTML"), "title", "Use of &lt;b&gt; in HTML", "Use of <b> in HTML"],
];
async function main() {
  let same = 0;
  for (const [text, field, expected, stands] of READ) {
    const found = (await read(text))[field];
    if (found === expected) same += 1;
    console.log(`${field}: ${JSON.stringify(found)} where the entry has ${stands}`);
  }
  process.exit(same === READ.length ? 0 : 1);
}
main();
SCRIPT
node read.cjs
