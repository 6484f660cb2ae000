#!/bin/bash
# The Unicode CLDR has no day period in Argentina's times of twelve hours: browsers write ten past two for 14:10.
#
# Found while dates that browsers write were read back. The pattern of es_AR for the skeleton "hms" is "hh:mm:ss", and
# those of fr_CM for all skeletons of "h" have no "a" either; beside Balochi no other locale lacks it. By the Unicode
# Technical Standard 35 ("Matching Skeletons"), a skeleton with "h" asks for a day period. Node.js, as Chromium does,
# takes CLDR 48 through ICU 78: new Date().toLocaleString("es-AR"), without any option, gives "14/9/2026, 02:10:30" for
# ten past two in the afternoon, with the hour cycle h12 and no part "dayPeriod"; dateStyle and timeStyle give 24 hours.
# With hour12 the same happens for fr-CM.
# Babel's data have the same patterns.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - <<'PYTHON'
import re
import sys
from datetime import time

import babel
from babel import Locale
from babel.dates import format_skeleton
from babel.localedata import locale_identifiers

print("babel", babel.__version__)
lacking = {}
for name in sorted(locale_identifiers()):
    for skeleton, pattern in Locale.parse(name).datetime_skeletons.items():
        fields = re.sub(r"'[^']*'", "", str(pattern.pattern))
        if re.search("[hK]", fields) and not re.search("[abB]", fields):
            lacking.setdefault(name, []).append(skeleton)
print("skeletons of twelve hours without a day period:", lacking)
afternoon = time(14, 10, 30)
written = {name: format_skeleton("hms", afternoon, locale=name) for name in ("es_AR", "fr_CM", "es_UY", "fr_FR")}
print("hms at 14:10:30:", written)
same = lacking.keys() == {"bal_Latn", "bal_Latn_PK", "es_AR", "fr_CM"} and lacking["es_AR"] == ["hms"]
sys.exit(0 if same and (written["es_AR"], written["fr_CM"]) == ("02:10:30", "2:10:30") else 1)
PYTHON
if command -v node > /dev/null; then
  node -e 'const afternoon = new Date(Date.UTC(2026, 8, 14, 14, 10, 30));
    const { version, versions } = process;
    console.log("Node.js", version, "ICU", versions.icu, "CLDR", versions.cldr, afternoon.toLocaleString("es-AR", { timeZone: "UTC" }));'
fi
