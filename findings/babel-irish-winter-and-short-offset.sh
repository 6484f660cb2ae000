#!/bin/bash
# Babel writes Ireland's winter with the name of its summer time, and "None" for the pattern "O".
#
# Found while Babel's texts were read back (bench/time_sweep.py). The tz database gives Europe/Dublin a negative saving in
# winter (Irish Standard Time is the time of summer, by the Standard Time Act 1968), which Python's zoneinfo passes on;
# Babel takes any saving for summer time. "O" is in the table of patterns of the Unicode Technical Standard 35 (short
# localized GMT format, "GMT-8"). In Russian the pattern "VVVV" says "летнее время" (summer time) in January.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 tzdata==2025.2
PYTHONTZPATH="" "$folder/venv/bin/python" - <<'PYTHON'
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import babel
from babel.dates import format_datetime

print("babel", babel.__version__)
dublin, toronto = ZoneInfo("Europe/Dublin"), ZoneInfo("America/Toronto")
# moment, pattern, locale, what is written today
WRITTEN = (
    (datetime(2026, 1, 23, 18, 44, tzinfo=dublin), "zzzz", "en", "Irish Standard Time"),
    (datetime(2026, 7, 8, 18, 44, tzinfo=dublin), "zzzz", "en", "Greenwich Mean Time"),
    (datetime(2026, 1, 23, 18, 44, tzinfo=dublin), "zzzz", "de", "Irische Sommerzeit"),
    (datetime(2026, 1, 23, 18, 44, tzinfo=toronto), "O", "en", "None"),
    (datetime(2026, 1, 23, 18, 44, tzinfo=toronto), "VVVV", "ru", "Канада (Торонто), летнее время"),
)
same = 0
for moment, pattern, locale, expected in WRITTEN:
    text = format_datetime(moment, pattern, locale=locale, tzinfo=moment.tzinfo)
    same += text == expected
    print(f"{moment.isoformat()}  {pattern:<5} {locale:<3} {text!r}  (saving {moment.dst()})")
sys.exit(0 if same == len(WRITTEN) else 1)
PYTHON
