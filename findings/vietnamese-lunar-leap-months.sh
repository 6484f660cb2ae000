#!/bin/bash
# vncalendar sets every leap month behind the eleventh, and vi-lunaire has the right month on no day before 2000.
#
# Found while lunar dates, which Vietnamese papers print beside the solar ones, were compared. A leap month is the first
# one without a principal term (trung khí) after the winter solstice: 2025 had a sixth month twice. By vncalendar Tết of
# 2023, 2025 and 2028 is the first of the twelfth month, and the months up to the leap month are one late. vi-lunaire, whose
# range is said to begin with 1900, is one or two months behind until 1999, and right since. lunar-vn and the days off of
# `holidays` agree with each other, also for 1985 and 2007, when Vietnam's time (UTC+7) set its Tết apart from China's.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check vncalendar==1.3.1 vi-lunaire==2026.4.11 lunar-vn==1.4.0 \
  holidays==0.109
# vncalendar imports its module "main" as if its folder were on the path.
PYTHONPATH=$(echo "$folder"/venv/lib/python3*/site-packages/vncalendar) "$folder/venv/bin/python" - <<'PYTHON'
import sys
from datetime import date, timedelta
from importlib.metadata import version

import holidays
import lunar_vn
import vi_lunaire
from main import SolarAndLunar

for package in ("vncalendar", "vi-lunaire", "lunar-vn", "holidays"):
    print(package, version(package))


def read(day):
    """Day and month of the lunar calendar, by the three packages."""
    one, two = lunar_vn.solar_to_lunar(day), vi_lunaire.solar_to_lunar(day.year, day.month, day.day)
    three = SolarAndLunar.convertSolar2Lunar(day.day, day.month, day.year)
    return (one.day, one.month), tuple(three[:2]), (two.day, two.month)


TET = {
    1985: "01-21", 1996: "02-19", 2007: "02-17", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2028: "01-26",
}  # fmt: skip
FIRST, TWELFTH, BEFORE = (1, 1), (1, 12), (1, 11)
# by vncalendar, by vi-lunaire; lunar-vn has the first of the first month everywhere
EXPECTED = {
    1985: (TWELFTH, BEFORE), 1996: (FIRST, TWELFTH), 2007: (FIRST, FIRST), 2023: (TWELFTH, FIRST),
    2024: (FIRST, FIRST), 2025: (TWELFTH, FIRST), 2026: (FIRST, FIRST), 2028: (TWELFTH, FIRST),
}  # fmt: skip
same = 0
for year, expected in EXPECTED.items():
    (day,) = (day for day, name in holidays.Vietnam(years=year, language="vi").items() if name == "Tết Nguyên Đán")
    by_lunar_vn, by_vncalendar, by_vi_lunaire = read(day)
    same += (f"{day:%m-%d}", by_lunar_vn, by_vncalendar, by_vi_lunaire) == (TET[year], FIRST, *expected)
    print(f"Tết {day}: day and month by lunar-vn {by_lunar_vn}, vncalendar {by_vncalendar}, vi-lunaire {by_vi_lunaire}")
right = {}
for first, last in ((date(1900, 2, 1), date(1999, 12, 31)), (date(2000, 1, 1), date(2009, 12, 31))):
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    by_both = ((lunar_vn.solar_to_lunar(day), vi_lunaire.solar_to_lunar(day.year, day.month, day.day)) for day in days)
    right[first.year] = sum((one.day, one.month) == (two.day, two.month) for one, two in by_both)
    print(f"vi-lunaire gives what lunar-vn gives on {right[first.year]} of {len(days)} days from {first} to {last}")
sys.exit(0 if same == len(EXPECTED) and right == {1900: 0, 2000: 3653} else 1)
PYTHON
