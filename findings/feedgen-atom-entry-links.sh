#!/bin/bash
# feedgen writes the links of Atom entries without their relation, type, language, title and length.
#
# Found while feeds of writers were read back. A link without `rel` is one of the relation "alternate" (RFC 4287, 4.2.7.2):
# a sound becomes a second page of the entry, so do `via` and `related`. Two alternates of one type and language are
# forbidden (4.1.2); versions in other languages lose the `hreflang` that allows them. The feed's own links are whole, and so is the
# enclosure of the RSS that the same objects give. feedparser then takes the sound for the address of the entry.
# (The loop in FeedEntry.atom_entry gives the element the name of the dictionary that it reads from.)
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check feedgen==1.0.0 feedparser==6.0.14 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import feedparser
from feedgen.feed import FeedGenerator
from lxml import etree

print("feedgen", version("feedgen"))
PAGE = {"href": "https://paper.example/1", "rel": "alternate", "type": "text/html", "hreflang": "vi", "title": "Page"}
SOUND = {"href": "https://paper.example/1.mp3", "rel": "enclosure", "type": "audio/mpeg", "length": "900"}
feed = FeedGenerator()
feed.id("https://paper.example/")
feed.title("Paper")
feed.description("News")
feed.author({"name": "Desk"})
feed.link(href="https://paper.example/atom", rel="self", type="application/atom+xml")
entry = feed.add_entry()
entry.id("https://paper.example/1")
entry.title("Harvest")
entry.link(dict(PAGE))
entry.link(dict(SOUND))
atom = feed.atom_str()
links = etree.fromstring(atom).iterfind("{*}entry/{*}link")
written = [dict(link.attrib) for link in links]
print("links of the feed:", [dict(one.attrib) for one in etree.fromstring(atom).iterfind("{*}link")])
print("links of the entry:", written)
enclosure = dict(etree.fromstring(feed.rss_str()).find("channel/item/enclosure").attrib)
print("enclosure in RSS:", enclosure)
read = feedparser.parse(atom).entries[0]
print("feedparser: link", read.link, "enclosures", read.enclosures)
same = (
    written == [{"href": PAGE["href"]}, {"href": SOUND["href"]}]
    and enclosure == {"url": SOUND["href"], "type": "audio/mpeg", "length": "900"}
    and (read.link, read.enclosures) == (SOUND["href"], [])
)
sys.exit(0 if same else 1)
PYTHON
