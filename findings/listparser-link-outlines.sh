#!/bin/bash
# listparser takes every outline of the type "link" for a list of feeds, and feeds of an unknown type too.
#
# OPML 2.0 says of the type "link": where the address does not end in ".opml", it leads to something that is shown in a web
# browser. listparser returns it among `lists`, as what a program would fetch as OPML next. An outline with an xmlUrl and the
# type "source" is returned there as well. (The package of version 0.20 calls itself 0.19.)
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check listparser==0.20 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import listparser

print("listparser", version("listparser"))
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>List</title></head><body>
<outline text="A page" type="link" url="https://paper.example/about.html"/>
<outline text="A list" type="include" url="https://paper.example/list.opml"/>
<outline text="A feed" type="rss" xmlUrl="https://paper.example/rss"/>
<outline text="A feed of a source" type="source" xmlUrl="https://paper.example/source.xml"/>
</body></opml>"""
found = listparser.parse(OPML.encode())
lists, feeds = [one["url"] for one in found["lists"]], [one["url"] for one in found["feeds"]]
print("lists:", lists)
print("feeds:", feeds)
expected = [
    "https://paper.example/about.html",
    "https://paper.example/list.opml",
    "https://paper.example/source.xml",
]
sys.exit(lists != expected or feeds != ["https://paper.example/rss"])
PYTHON
