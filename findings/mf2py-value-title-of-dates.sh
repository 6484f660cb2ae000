#!/bin/bash
# mf2py reads no date from class "value-title", and takes the title of the element around it instead.
#
# Found while pages with microformats were read. By the value class pattern (microformats.org/wiki/value-class-pattern,
# "Parsing value from a title attribute"), <span class="value-title" title="..."> holds the value for machines beside the text for
# people. For a `p-` property mf2py does so; for `dt-` it asks the property's own element for its title. Where that has none the
# property is an empty list, where it has one, a tooltip for people becomes the date.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mf2py==2.0.2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import mf2py

print("mf2py", version("mf2py"))
VALUE = '<span class="value-title" title="2026-09-14T08:00+07:00"> </span>14/9, 8 giờ'
# what stands in the h-entry, property, what is read today
READ = (
    (f'<p class="p-when">{VALUE}</p>', "when", ["2026-09-14T08:00+07:00"]),
    ('<p class="dt-published"><span class="value">2026-09-14T08:00+07:00</span></p>', "published", ["2026-09-14T08:00+0700"]),
    (f'<p class="dt-published">{VALUE}</p>', "published", []),
    (f'<p class="dt-published" title="2026-12-31">{VALUE}</p>', "published", ["2026-12-31"]),
)
same = 0
for inside, name, expected in READ:
    items = mf2py.parse(doc=f'<html lang="vi"><body><div class="h-entry">{inside}</div></body></html>')["items"]
    found = items[0]["properties"].get(name)
    same += found == expected
    print(f"{found} of {inside}")
sys.exit(0 if same == len(READ) else 1)
PYTHON
