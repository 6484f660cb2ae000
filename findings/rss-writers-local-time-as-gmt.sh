#!/bin/bash
# PyRSS2Gen and rfeed write what a clock shows, whatever its zone, and call it GMT.
#
# Found while feeds of writers were read back. A datetime that knows its offset (08:00+07:00, one in the morning by GMT) is
# written as 08:00 GMT: an article of Hanoi is seven hours in the future. RSS 2.0 takes dates of RFC 822, which has offsets
# ("+0700"). Both are told the offset, neither asks for it, and no error is raised. feedgen writes the offset.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check PyRSS2Gen==1.1 rfeed==1.1.1 feedgen==1.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import re
import sys
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import PyRSS2Gen
import rfeed
from feedgen.feed import FeedGenerator

published = datetime(2026, 9, 14, 8, 0, tzinfo=timezone(timedelta(hours=7)))
HEAD = {"title": "Paper", "link": "https://paper.example/", "description": "News"}
ITEM = {"title": "Harvest", "link": "https://paper.example/1", "pubDate": published}


def with_feedgen():
    feed = FeedGenerator()
    feed.title(HEAD["title"])
    feed.link(href=HEAD["link"])
    feed.description(HEAD["description"])
    entry = feed.add_entry()
    entry.title(ITEM["title"])
    entry.published(published)
    return feed.rss_str().decode()


documents = {
    "PyRSS2Gen": PyRSS2Gen.RSS2(**HEAD, items=[PyRSS2Gen.RSSItem(**ITEM)]).to_xml("utf-8"),
    "rfeed": rfeed.Feed(**HEAD, items=[rfeed.Item(**ITEM)]).rss(),
    "feedgen": with_feedgen(),
}
ahead = {}
for name, document in documents.items():
    written = re.search("<pubDate>([^<]*)</pubDate>", document.partition("<item>")[2])[1]
    ahead[name] = (parsedate_to_datetime(written) - published) / timedelta(hours=1)
    print(f"{name} {version(name)}: {written!r}, {ahead[name]:+.0f} hours beside {published.isoformat()}")
sys.exit(0 if ahead == {"PyRSS2Gen": 7, "rfeed": 7, "feedgen": 0} else 1)
PYTHON
