#!/bin/bash
# ultimate-sitemap-parser reads feeds by the local names of elements: others' titles and links become those of the pages.
#
# Found while our own feeds were read by peers. The package takes RSS and Atom feeds for sitemaps, as sitemaps.org allows. By
# Namespaces in XML 1.0, atom:link and media:title are no elements of RSS; the project's RSS feeds have an <atom:link
# rel="via"> in each item, and no page is read of them (an error goes to the log, and the sitemap is empty). The title
# of a photo (Media RSS) becomes the title of the news story. In Atom, the <source> of an entry (RFC 4287, 4.2.11)
# replaces its title and address, a sound's link before one with rel="alternate" is the address, and xml:base is not read.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ultimate-sitemap-parser==1.8.1
"$folder/venv/bin/python" - <<'PYTHON'
import logging
import sys
from importlib.metadata import version

from usp.tree import sitemap_from_str

logging.disable(logging.CRITICAL)
print("ultimate-sitemap-parser", version("ultimate-sitemap-parser"))
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Paper</title><link>https://paper.example/</link><description>News</description><item><title>Harvest</title>
<link>https://paper.example/1</link>{}</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/"><title>Paper</title>
<id>tag:paper.example,2026:feed</id><updated>2026-11-30T08:00:00Z</updated><author><name>Desk</name></author>
<entry><title>Harvest</title><id>tag:paper.example,2026:1</id><updated>2026-11-30T08:00:00Z</updated>{}</entry></feed>"""
LINK = '<link href="https://paper.example/1"/>'
SOUND = '<link rel="enclosure" href="https://paper.example/1.mp3" type="audio/mpeg"/>'
SOURCE = """<source><id>tag:other.example,2026:feed</id><title>Other Paper</title><updated>2026-11-30T08:00:00Z</updated>
<link href="https://other.example/"/></source>"""
# document, the pages that are read of it today: all should be https://paper.example/1, Harvest
READ = {
    "RSS": (RSS.format(""), [("https://paper.example/1", "Harvest")]),
    "RSS with atom:link": (RSS.format('<atom:link rel="via" href="https://other.example/1"/>'), []),
    "RSS with media:title": (
        RSS.format('<media:content url="https://paper.example/1.jpg"><media:title>Photo</media:title></media:content>'),
        [("https://paper.example/1", "Photo")],
    ),
    "Atom": (ATOM.format(LINK), [("https://paper.example/1", "Harvest")]),
    "Atom with a source": (ATOM.format(LINK + SOURCE), [("https://other.example/", "Other Paper")]),
    "Atom with a sound first": (ATOM.format(SOUND + LINK.replace("<link", '<link rel="alternate"')), [("https://paper.example/1.mp3", "Harvest")]),
    "Atom with a relative link": (ATOM.format('<link href="1"/>'), [("1", "Harvest")]),
}
changed = False
for name, (document, expected) in READ.items():
    found = [(page.url, page.news_story.title) for page in sitemap_from_str(document).all_pages()]
    print(f"{name:<26} {found}")
    changed |= found != expected
sys.exit(changed)
PYTHON
