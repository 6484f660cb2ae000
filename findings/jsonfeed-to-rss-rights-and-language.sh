#!/bin/bash
# jsonfeed-to-rss and jsonfeed-to-atom claim a copyright that the feed does not state, and lead away from its pages.
#
# Found while the site's feeds were given to converters. Of a feed with an author the outcome says "© 2026 Desk" (RSS 2.0
# `copyright`, Atom `rights`, RFC 4287, 4.2.10, "rights held in and over an entry or feed"): of a page that gathers what others
# wrote this is wrong. RSS is said to be "en-us" whatever its language, also where JSON Feed 1.1 would name it. By JSON Feed, `url` is
# the address of the item and `external_url` that of a page elsewhere which it is about; the link of each item is the
# second here, and the first is lost in RSS. The plain summary gives way to the text. A feed of version 1.1 (2020) is
# refused with "JSON feed version 1 required".
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" jsonfeed-to-rss@3.0.8 jsonfeed-to-atom@1.2.5 > /dev/null
cat > read.cjs <<'SCRIPT'
const toAtom = require("jsonfeed-to-atom");
const toRss = require("jsonfeed-to-rss");

for (const name of ["jsonfeed-to-rss", "jsonfeed-to-atom"]) console.log(name, require(`${name}/package.json`).version);
const feed = (version) => ({
  version: `https://jsonfeed.org/version/${version}`,
  title: "Tin",
  home_page_url: "https://gatherer.example/vi/",
  feed_url: "https://gatherer.example/vi/feed.json",
  author: { name: "Desk" },
  language: "vi",
  items: [
    {
      id: "tag:gatherer.example,2026:1",
      url: "https://gatherer.example/vi/1",
      external_url: "https://paper.example/1",
      title: "Mùa gặt",
      summary: "Tóm tắt",
      content_html: "<p>Thân bài</p>",
      date_published: "2026-11-28T08:00:00Z",
      author: { name: "Paper" },
    },
  ],
});
const [rss, atom] = [toRss, toAtom].map((convert) => convert(feed("1")));
const refusals = [toRss, toAtom].map((convert) => {
  try {
    return convert(feed("1.1")) && "taken";
  } catch (error) {
    return error.message;
  }
});
const inside = (text, pattern) => (text.match(pattern) || ["", "nothing"])[1];
const year = new Date().getFullYear();
const written = [
  ["RSS copyright", inside(rss, /<copyright>(.*?)</), `© ${year} Desk`],
  ["Atom rights", inside(atom, /<rights>(.*?)</), `© ${year} Desk`],
  ["RSS language", inside(rss, /<language>(.*?)</), "en-us"],
  ["RSS link", inside(rss, /<item>.*?<link>(.*?)</s), "https://paper.example/1"],
  ["Atom link", inside(atom, /<entry>.*?<link rel="alternate" href="(.*?)"/s), "https://paper.example/1"],
  ["RSS has the url", rss.includes("https://gatherer.example/vi/1"), false],
  ["RSS description", inside(rss, /<item>.*?<description>(.*?)</s), "Thân bài"],
  ["version 1.1", [...new Set(refusals)].join(), "jsonfeed-to-atom: JSON feed version 1 required"],
];
for (const [name, found] of written) console.log(name.padEnd(16), found);
process.exit(written.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node read.cjs
