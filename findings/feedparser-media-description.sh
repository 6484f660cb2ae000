#!/bin/bash
# feedparser takes the caption of a photo for the summary of the item.
#
# Media RSS 1.5.1 allows <media:description> and <media:title> in <media:content> and <media:group>: they describe the
# media object. Before the item's <description> the caption becomes entry.summary, and the description moves to
# entry.content; after it, the caption becomes entry.content. itunes:summary, dc:description and the <description> in an
# item's <image> do the same. The feed is well-formed and valid.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import feedparser

print("feedparser", feedparser.__version__)
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Paper</title>
  <link>https://paper.example/</link><description>News</description>
  <item><title>Harvest</title><link>https://paper.example/1</link>{}</item></channel></rss>"""
TEXT = "<description>The text of the item.</description>"
PHOTO = (
    '<media:content url="https://paper.example/1.jpg" medium="image">'
    "<media:description>The caption of the photo.</media:description></media:content>"
)
PODCAST = "<itunes:summary>For a podcast app.</itunes:summary>"
# what the item holds, today's summary, today's content
READ = (
    (TEXT, "The text of the item.", None),
    (PHOTO + TEXT, "The caption of the photo.", "The text of the item."),
    (TEXT + PHOTO, "The text of the item.", "The caption of the photo."),
    (PODCAST + TEXT, "For a podcast app.", "The text of the item."),
)
changed = False
for inside, summary, content in READ:
    entry = feedparser.parse(io.BytesIO(FEED.format(inside).encode())).entries[0]
    found = (entry.get("summary"), entry.content[0].value if "content" in entry else None)
    print(f"summary={found[0]!r} content={found[1]!r}")
    changed |= found != (summary, content)
sys.exit(changed)
PYTHON
