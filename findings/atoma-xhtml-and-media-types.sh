#!/bin/bash
# atoma reads XHTML in Atom as nothing, and raises ValueError at content of any media type; JSON Feed's authors are none.
#
# Found while feeds were read by peers. A text of the type "xhtml" holds a div (RFC 4287, 3.1.1.3 and 4.1.3.3): title, summary
# and content of such entries are None, as if they were not there, and no error is raised. Content may also have a media type, or
# stand at another address (4.1.3.1 and 4.1.3.2): one such entry ends the reading of the whole feed, with a ValueError, not atoma's
# FeedParseError. JSON Feed 1.1 has `authors` in place of `author`, which nothing of the result holds.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check atoma==0.0.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import sys
from importlib.metadata import version

import atoma

print("atoma", version("atoma"))
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title><id>tag:paper.example,2026:feed</id>
<updated>2026-11-30T08:00:00Z</updated><author><name>Desk</name></author><entry><id>tag:paper.example,2026:1</id>
<updated>2026-11-30T08:00:00Z</updated><link href="https://paper.example/1"/>{}</entry></feed>"""
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Rice</p></div>'
TITLE = "<title>Harvest</title><summary>Short</summary>"


def read(inside):
    """Title, summary and content of the entry; the name of the error where one is raised."""
    try:
        (entry,) = atoma.parse_atom_bytes(FEED.format(inside).encode()).entries
    except Exception as error:
        return type(error).__name__
    return tuple(text and text.value for text in (entry.title, entry.summary, entry.content))


# what the entry holds, what is read today
READ = (
    (f'{TITLE}<content type="html">&lt;p&gt;Rice&lt;/p&gt;</content>', ("Harvest", "Short", "<p>Rice</p>")),
    (f'{TITLE}<content type="xhtml">{DIV}</content>', ("Harvest", "Short", None)),
    (f'<title type="xhtml">{DIV}</title><summary type="xhtml">{DIV}</summary>', (None, None, None)),
    (f'{TITLE}<content type="text/plain">Rice</content>', "ValueError"),
    (f'{TITLE}<content type="text/html" src="https://paper.example/1"/>', "ValueError"),
)
same = 0
for inside, expected in READ:
    found = read(inside)
    same += found == expected
    print(f"{found} of {inside}")
VERSION = "https://jsonfeed.org/version/1.1"
people = [{"name": "Desk"}]
feed = {"version": VERSION, "title": "Paper", "authors": people, "items": [{"id": "1", "content_text": "Rice", "authors": people}]}
result = atoma.parse_json_feed_bytes(json.dumps(feed).encode())
print("authors of a JSON feed and its item:", result.author, result.items[0].author)
sys.exit(0 if same == len(READ) and "Desk" not in repr(result) else 1)
PYTHON
