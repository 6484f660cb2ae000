#!/bin/bash
# ReadabiliPy cuts the zone off the date of an article: half past eleven at night in Hanoi and by UTC are one time.
#
# Found while dates of articles were read by peers. article:published_time (Open Graph) is a date of ISO 8601. Its
# offset or its Z is read and dropped, and the hour stays as it was: one moment written in two zones gives two times,
# and two moments seven hours apart give one. Nothing in the outcome says which zone was meant. A day without an hour
# is no date at all, nor is a time with a fraction and an offset; where the publication is told in such a form, the
# last change takes its place.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check readabilipy==0.3.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from importlib.metadata import version

from readabilipy import simple_json_from_html_string

print("readabilipy", version("readabilipy"))
META = '<meta property="article:{}_time" content="{}">'
# what is published, what was changed, what is read today
READ = (
    ("2026-09-14T23:30:00+07:00", None, "2026-09-14T23:30:00"),
    ("2026-09-14T16:30:00Z", None, "2026-09-14T16:30:00"),
    ("2026-09-14T23:30:00Z", None, "2026-09-14T23:30:00"),
    ("2026-09-14T16:30:00.125Z", None, "2026-09-14T16:30:00"),
    ("2026-09-14T23:30:00.125+07:00", None, None),
    ("2026-09-14", None, None),
    ("2026-09-14T23:30:00+07:00", "2026-09-16T08:00:00+07:00", "2026-09-14T23:30:00"),
    ("2026-09-14", "2026-09-16T08:00:00+07:00", "2026-09-16T08:00:00"),
)
same = 0
for published, modified, expected in READ:
    head = META.format("published", published) + (META.format("modified", modified) if modified else "")
    page = f"<!doctype html><html lang='vi'><head><title>A</title>{head}</head><body><article><p>Text</p></article></body></html>"
    date = simple_json_from_html_string(page, use_readability=False)["date"]
    same += date == expected
    print(f"{date} of {published}" + (f", changed {modified}" if modified else ""))
sys.exit(0 if same == len(READ) else 1)
PYTHON
