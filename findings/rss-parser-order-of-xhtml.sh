#!/bin/bash
# rss-parser moves words of XHTML in Atom: "Not all of them left" becomes "Not of left allthem".
#
# Found while feeds were read by peers. A text of the type "xhtml" is a div whose content is markup (RFC 4287, 3.1.1.3
# and 4.1.3.3), and the order of elements and the text between them is part of it. The npm package parses to objects, in
# which the children of a node are gathered by name and its text apart, and writes markup from them again: the text of a
# paragraph comes first, then its elements, name by name. The same happens to `summary`; headings go below all
# paragraphs, lines that <br/> parts run together. A title of that type is an object. Content of the type "html" stays
# as it is. A link without `rel` is one of the relation "alternate" (4.2.7.2); where none says so, the address of an
# entry is its first link of any relation: a sound file, or another paper's text ("via").
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" rss-parser@3.13.0 > /dev/null
cat > read.cjs <<'SCRIPT'
const Parser = require("rss-parser");
const installed = require("./node_modules/rss-parser/package.json");
console.log("rss-parser", installed.version, "Node.js", process.version);
const entry = (parts) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title><id>tag:paper.example,2026:feed</id>
<updated>2026-11-30T08:00:00Z</updated><author><name>Desk</name></author><entry><id>tag:paper.example,2026:1</id>
<updated>2026-11-30T08:00:00Z</updated>${parts}</entry></feed>`;
const div = (markup) => `<div xmlns="http://www.w3.org/1999/xhtml">${markup}</div>`;
const page = '<link href="https://paper.example/1"/>';
const content = (markup, type = "xhtml") => `<title>Harvest</title>${page}<content type="${type}">${markup}</content>`;
// what stands in the entry, what is asked of it, what is read today, what stands there
const READ = [
  [content(div("<p>Not <em>all</em> of <em>them</em> left.</p>")), "contentSnippet", "Not  of  left.allthem", "Not all of them left."],
  [content(div("<p>One</p><h2>Rice</h2><p>Two</p>")), "contentSnippet", "One\nTwo\nRice", "One, Rice, Two"],
  [content(div("Line one<br/>line two")), "contentSnippet", "Line oneline two", "Line one, line two"],
  [content("&lt;p&gt;Not &lt;em&gt;all&lt;/em&gt; left.&lt;/p&gt;", "html"), "contentSnippet", "Not all left.", "Not all left."],
  [
    `<title>Harvest</title>${page}<summary type="xhtml">${div("Not <em>all</em> left")}</summary>`, "summary",
    '<div type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Not  left<em>all</em></div></div>', "Not all left",
  ],
  [
    `<title type="xhtml">${div("Rice")}</title>${page}`, "title",
    { $: { type: "xhtml" }, div: [{ _: "Rice", $: { xmlns: "http://www.w3.org/1999/xhtml" } }] }, "Rice",
  ],
  [`<title>Harvest</title><link rel="via" href="https://other.example/1"/>${page}`, "link", "https://other.example/1", "https://paper.example/1"],
  [
    `<title>Harvest</title><link rel="enclosure" type="audio/mpeg" href="https://paper.example/1.mp3"/>${page}`, "link",
    "https://paper.example/1.mp3", "https://paper.example/1",
  ],
];
async function main() {
  let same = 0;
  for (const [parts, field, expected, stands] of READ) {
    const found = (await new Parser().parseString(entry(parts))).items[0][field];
    if (JSON.stringify(found) === JSON.stringify(expected)) same += 1;
    console.log(`${field}: ${JSON.stringify(found)} where the entry has: ${stands}`);
  }
  process.exit(same === READ.length ? 0 : 1);
}
main();
SCRIPT
node read.cjs
