#!/bin/bash
# fastfeedparser takes the guid of an undated item for its date, and loses address and guid where atom:link stands
# first.
#
# Found while feeds were read by peers. An RSS guid is "a string that uniquely identifies the item", and "there are no
# rules for the syntax" (RSS 2.0). Without pubDate, a guid that is no web address is read as a date: item 12 is of the
# 12th of the running month, 1999 of this day in 1999, 2451 of the year 2451, "may" of this day in May. An <atom:link>
# in an item, as of rel="via" (RFC 4287, 4.2.7; by Namespaces in XML 1.0 no element of RSS), keeps the <link> after it
# from being read: neither `link` nor `id` is there. Behind <link> it does no harm.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastfeedparser==0.6.5
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from datetime import date
from importlib.metadata import version

import fastfeedparser

print("fastfeedparser", version("fastfeedparser"), "on", date.today())
FEED = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Paper</title>
<link>https://paper.example/</link><description>News</description>{}</channel></rss>"""
LINK, VIA = "<link>https://paper.example/1</link>", '<atom:link rel="via" href="https://other.example/1"/>'
ITEM = "<item><title>Harvest</title>" + LINK + '<guid isPermaLink="false">{}</guid></item>'
today = date.today()
this_day = {f"{today:%d}", f"{min(today.day, 28):02}"}
# guid, the days of which its item is today; none of them has a date
DATED = {
    "12": {f"{today:%Y-%m}-12"},
    "0012": {f"{today:%Y-%m}-12"},
    "2": {f"{today:%Y-%m}-02"},
    "1999": {f"1999-{today:%m}-{day}" for day in this_day},
    "2451": {f"2451-{today:%m}-{day}" for day in this_day},
    "may": {f"{today:%Y}-05-{day}" for day in this_day},
    "20260914": {"2026-09-14"},
    "paper-8123": {""},
    "urn:uuid:3b1f8a10-2f5e-4a55-9d60-0a1b2c3d4e5f": {""},
}
same = 0
for guid, expected in DATED.items():
    (entry,) = fastfeedparser.parse(FEED.format(ITEM.format(guid))).entries
    read = (entry.get("published") or "")[:10]
    same += read in expected and entry["id"] == guid
    print(f"guid {guid}: published {read or None}")
for name, parts, expected in (
    ("link, then atom:link", LINK + VIA, "https://paper.example/1"),
    ("atom:link, then link", VIA + LINK, None),
):
    (entry,) = fastfeedparser.parse(FEED.format(f"<item><title>Harvest</title>{parts}</item>")).entries
    same += (entry.get("link"), entry.get("id")) == (expected, expected)
    print(f"{name}: link {entry.get('link')}, id {entry.get('id')}")
sys.exit(0 if same == len(DATED) + 2 else 1)
PYTHON
