#!/bin/bash
# feedparser reads ISO 8601 week and ordinal dates as other days, and the military letters of RFC 822 as offsets.
#
# Found while a sweep of date forms was read back (feeds/normalise/dates/machine_forms.py reads them itself). The forms
# are valid ISO 8601, which feedparser's page on date parsing names among the formats that it detects: week dates
# (2026-W20-2) and ordinal dates (2026-132). Of a week date the year is kept, with the month of the machine's clock; of
# an ordinal date two of three digits are taken for the month. RFC 2822, section 4.3, says of the letters that they
# "SHOULD all be considered equivalent to -0000".
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import feedparser

ENTRY = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><published>{}</published></entry></feed>'
# written, what the standard means by it (UTC)
WRITTEN = (
    ("2026-W20-2", (2026, 5, 12, 0, 0, 0)),
    ("2026-W20-2T10:20:00Z", (2026, 5, 12, 10, 20, 0)),
    ("2026-132", (2026, 5, 12, 0, 0, 0)),
    ("2026-132T10:20:00Z", (2026, 5, 12, 10, 20, 0)),
    ("Tue, 12 May 2026 10:20:00 A", (2026, 5, 12, 10, 20, 0)),
    ("Tue, 12 May 2026 10:20:00 M", (2026, 5, 12, 10, 20, 0)),
)
print("feedparser", feedparser.__version__)
wrong = 0
for text, meant in WRITTEN:
    parsed = feedparser.parse(ENTRY.format(text)).entries[0].get("published_parsed")
    read = tuple(parsed)[:6] if parsed else None
    wrong += read is not None and read != meant
    print(f"{text:<30} meant {meant}  read {read}")
print(f"{wrong} of {len(WRITTEN)} are read as another moment, without a sign of doubt")
sys.exit(0 if wrong == len(WRITTEN) else 1)
PYTHON
