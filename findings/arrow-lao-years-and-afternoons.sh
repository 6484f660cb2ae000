#!/bin/bash
# Arrow writes Lao dates in the Buddhist Era, 2569 for 2026, reads its own Thai and Lao dates as of the year 2569, and
# writes 2:05 for five past two in the afternoon in 61 languages of 81.
#
# Found while dates of all locales were written and read back. Laos counts the years of the Common Era; the Unicode CLDR
# (supplemental data, calendarPreferenceData) puts the Buddhist calendar first for Thailand alone. Arrow adds 543 in
# both languages, also for the pattern YYYY-MM-DD, of which the answer is an ISO 8601 date of another year, and get()
# takes nothing off again. "A" and "a" are "AM, PM, am, pm" by Arrow's table of tokens, and the tables of most locales
# have an empty text for them: in Vietnamese, German, Chinese or Korean nothing follows "2:05", and it is read back as
# of the morning. CLDR has a word in all of these languages (Babel writes "2:05 CH" in Vietnamese). "ee", the code of
# Ewe (ISO 639-1), is Estonian.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check arrow==1.4.0 babel==2.18.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
from inspect import isclass

import arrow
from arrow import locales
from babel.dates import format_date, format_time

for package in ("arrow", "babel"):
    print(package, version(package))
NOW = arrow.Arrow(2026, 9, 14, 14, 5)
YEARS = {
    "th": ("14 กันยายน 2569", "2569-09-14", 2569),
    "lo": ("14 ກັນຍາ 2569", "2569-09-14", 2569),
    "vi": ("14 Tháng Chín 2026", "2026-09-14", 2026),
}
same = 0
for locale, expected in YEARS.items():
    written = NOW.format("D MMMM YYYY", locale=locale)
    read = arrow.get(written, "D MMMM YYYY", locale=locale).year
    found = (written, NOW.format("YYYY-MM-DD", locale=locale), read)
    same += found == expected
    print(f"{locale}: {found[0]}, {found[1]}, read back as of {read}; of the Common Era by Babel {format_date(NOW.date(), 'long', locale)}")
kinds = [kind for kind in vars(locales).values() if isclass(kind) and issubclass(kind, locales.Locale) and kind.names]
names = [kind.names[0] for kind in kinds]
bare = [name for name in names if NOW.format("h:mm a", locale=name) == NOW.format("h:mm A", locale=name) == "2:05 "]
print(f'"h:mm a" is 2:05 in {len(bare)} of {len(names)}:', *bare)
AFTERNOON = {"vi": "2:05 CH", "de": "2:05 PM", "zh": "2:05 下午", "ko": "2:05 PM", "lo": "2:05 ຫຼັງທ່ຽງ"}
for locale, expected in AFTERNOON.items():
    written = NOW.format("h:mm a", locale=locale)
    hour = arrow.get(written, "h:mm a", locale=locale).hour
    babel = format_time(NOW.time(), "h:mm a", locale=locale)
    same += locale in bare and hour == 2 and babel == expected
    print(f"{locale}: {written!r}, read back as of {hour} hours; Babel writes {babel!r}")
ee = NOW.format("dddd", locale="ee")
print(f"ee: {ee}; Babel writes {format_date(NOW.date(), 'EEEE', 'ee')}, and in Estonian {format_date(NOW.date(), 'EEEE', 'et')}")
sys.exit(0 if same == len(YEARS) + len(AFTERNOON) and (len(bare), len(names), ee) == (61, 81, "Esmaspäev") else 1)
PYTHON
