#!/bin/bash
# A year or a month alone gets today's month and day from ultimate-sitemap-parser and fastfeedparser.
#
# Found while dates of sitemaps and feeds were read by peers. Both kinds are valid W3C dates (sitemaps.org: `lastmod` is in "W3C
# Datetime format", whose first two forms are "YYYY" and "YYYY-MM"; so is the value of dc:date). The page of 2026 was changed
# today, whenever it is asked, and each day on another day; what says September moves through September. Python's
# fromisoformat refuses both, and the next reader, dateutil, fills what is missing from the clock. fastfeedparser keeps what it read
# for as long as the process lives, so that a server goes on with the day on which it first met the text.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ultimate-sitemap-parser==1.8.1 fastfeedparser==0.6.5 \
  python-dateutil==2.9.0.post0 time-machine==3.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import logging
import sys
from datetime import UTC, datetime
from importlib.metadata import version

import fastfeedparser
import time_machine
from usp.tree import sitemap_from_str

logging.disable(logging.CRITICAL)
for package in ("ultimate-sitemap-parser", "fastfeedparser", "python-dateutil"):
    print(package, version(package))
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://paper.example/1</loc>
<lastmod>{}</lastmod></url></urlset>"""
FEED = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Paper</title>
<link>https://paper.example/</link><description>News</description><item><title>Harvest</title>
<link>https://paper.example/1</link><dc:date>{}</dc:date></item></channel></rss>"""
# the clock, what is written, what the sitemap and the feed give today
READ = (
    ("2026-11-21", "2026", "2026-11-21", "2026-11-21"),
    ("2027-03-05", "2026", "2026-03-05", "2026-11-21"),
    ("2026-11-21", "2026-09", "2026-09-21", "2026-09-21"),
    ("2027-03-05", "2026-09", "2026-09-05", "2026-09-21"),
    ("2027-03-05", "2026-10", "2026-10-05", "2026-10-05"),
    ("2027-03-05", "2026-09-14", "2026-09-14", "2026-09-14"),
)
same = 0
for clock, written, *expected in READ:
    with time_machine.travel(datetime.fromisoformat(clock).replace(hour=12, tzinfo=UTC), tick=False):
        (page,) = sitemap_from_str(SITEMAP.format(written)).all_pages()
        published = fastfeedparser.parse(FEED.format(written).encode()).entries[0]["published"]
    found = [page.last_modified.date().isoformat(), published[:10]]
    same += found == expected
    print(f"on {clock} {written} is read as {found[0]} (sitemap), {found[1]} (feed)")
sys.exit(0 if same == len(READ) else 1)
PYTHON
