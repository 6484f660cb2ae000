#!/bin/bash
# dateparser reads 午後0時30分 as half past midnight, years of Thailand and Iran as years of the Common Era, and a zone
# with three meanings as one of them.
#
# Found while dates of 28 locales were read back. The forms are valid and common: Japanese clocks count from 午後0時 (the
# Unicode CLDR has the pattern "K", hours from 0 to 11, for them); Thai pages write Buddhist years, Persian ones those of
# the Solar Hijri calendar. The language is given in each call. The project asks dateparser for relative dates alone.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import dateparser

# language, text, what it means, what dateparser reads today
TEXTS = (
    ("ja", "2026年9月14日 午後0時30分", "2026-09-14T12:30:00", "2026-09-14T00:30:00"),
    ("th", "14 ก.ย. 2569", "2026-09-14T00:00:00", "2569-09-14T00:00:00"),
    ("fa", "۱۴۰۵/۰۶/۲۳", "2026-09-14T00:00:00", "1405-06-23T00:00:00"),
    ("en", "12 May 2026 10:20 IST", "India, Ireland or Israel", "2026-05-12T10:20:00+02:00"),
)
print("dateparser", dateparser.__version__)
same = 0
for language, text, meant, expected in TEXTS:
    found = dateparser.parse(text, languages=[language])
    read = found.isoformat() if found else None
    same += read == expected
    print(f"{language}  {text}  means {meant}, read {read}")
sys.exit(0 if same == len(TEXTS) else 1)
PYTHON
