#!/bin/bash
# turndown, node-html-markdown and html-to-md write Markdown of HTML that says something else: a link behind "Wow!"
# becomes a picture, a paragraph "1) Rice" a list, and "&copy" that a text speaks of the sign ©.
#
# Found while texts of articles were turned into Markdown and back. Each text here is one paragraph of valid HTML. In
# CommonMark 0.31.2, "!" before a bracket makes a picture (6.4), "1)" a list (5.2), "&copy;" a sign in any text (2.5);
# stars do not end between a punctuation mark and a letter, as behind the bracket of 「東京」です, and "_" does neither inside
# of a word (6.2). All of it can be written: with a backslash, with "&amp;", with "*", with tags. The three npm packages
# escape "1986.", "#" or "-" at the beginning of a paragraph, and none of these. Of the PyPI packages, asked to escape
# all they can, markdownify (escape_misc) makes the picture too, html2text (escape_snob) the sign, and spaces inside of
# a word; the Japanese emphasis is lost in all five. Everything is read by commonmark.js, the reader of the standard's
# authors.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check markdownify==1.2.3 html2text==2025.4.15
npm install --silent --no-audit --no-fund --prefix "$folder" turndown@7.2.5 node-html-markdown@2.0.0 html-to-md@0.8.8 \
  commonmark@0.31.2 > /dev/null
cat > texts.json <<'JSON'
[
  "<p>Wow!<a href=\"https://paper.example/\">Rice</a></p>", "<p>1) Rice</p>", "<p>the entity &amp;copy; of HTML</p>",
  "<p>今日は<strong>「東京」</strong>です</p>", "<p>New<em>York</em>er</p>", "<p>1986. The year of Reform</p>", "<p># 1 of the list</p>",
  "<p>[1]: https://paper.example/</p>", "<p>- 5 degrees</p>", "<p>2 * 3</p>"
]
JSON
"$folder/venv/bin/python" - > python.json <<'PYTHON'
import json
from importlib.metadata import version

import html2text
import markdownify

with open("texts.json", encoding="utf-8") as file:
    texts = json.load(file)
careful = html2text.HTML2Text()
careful.escape_snob = True
written = {
    "markdownify": [markdownify.markdownify(text, escape_misc=True) for text in texts],
    "html2text": [careful.handle(text) for text in texts],
}
print(json.dumps({"written": written, "versions": {package: version(package) for package in written}}))
PYTHON
cat > read.cjs <<'SCRIPT'
const { readFileSync } = require("node:fs");
const commonmark = require("commonmark");
const TurndownService = require("turndown");
const { NodeHtmlMarkdown } = require("node-html-markdown");
const htmlToMd = require("html-to-md");
const json = (name) => JSON.parse(readFileSync(name, "utf8"));
const texts = json("texts.json");
const { written, versions } = json("python.json");
for (const name of ["turndown", "node-html-markdown", "html-to-md", "commonmark"]) versions[name] = json(`node_modules/${name}/package.json`).version;
console.log(Object.entries(versions).map((pair) => pair.join(" ")).join(", "));
written.turndown = texts.map((text) => new TurndownService().turndown(text));
written["node-html-markdown"] = texts.map((text) => NodeHtmlMarkdown.translate(text));
written["html-to-md"] = texts.map((text) => htmlToMd(text));
const [picture, list, sign] = ['<p>Wow<img src="https://paper.example/" alt="Rice" /></p>', "<ol>\n<li>Rice</li>\n</ol>", "<p>the entity © of HTML</p>"];
const [stars, lines] = ["<p>今日は**「東京」**です</p>", "<p>New_York_er</p>"];
// what is read of each text today, "" for what it says
const READ = {
  turndown: [picture, list, sign, stars, lines, "", "", "", "", ""],
  "node-html-markdown": [picture, list, sign, stars, lines, "", "", "", "", ""],
  "html-to-md": [picture, list, sign, stars, "", "", "", "", "", ""],
  markdownify: [picture, "", "", stars, "", "", "", "", "", ""],
  html2text: ["", "", sign, "<p>今日は**「東京」** です</p>", "<p>New <em>York</em> er</p>", "", "", "", "", ""],
};
let same = 0;
for (const [name, expected] of Object.entries(READ)) {
  texts.forEach((text, at) => {
    const read = new commonmark.HtmlRenderer().render(new commonmark.Parser().parse(written[name][at])).trim();
    if (read === (expected[at] || text)) same += 1;
    if (read !== text) console.log(`${name}: ${text} is written ${JSON.stringify(written[name][at].trim())} and read ${JSON.stringify(read)}`);
  });
}
process.exit(same === texts.length * Object.keys(READ).length ? 0 : 1);
SCRIPT
node read.cjs
