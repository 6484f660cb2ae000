#!/bin/bash
# The same release of the time zone database gives other offsets before 1970 from Debian than from PyPI, npm and ICU.
#
# Found while dates of archives were read on two hosts. Python's zoneinfo asks the system's files first and the package
# tzdata where there are none (its "Data sources"), so the same code gives another moment in a container without them.
# The database merges zones that agree since 1970 (its file "theory.html", "Scope of the tz database"); what they had
# before stands in the file "backzone", which a build with PACKRATDATA=backzone reads. Debian builds so; the package tzdata,
# moment-timezone and ICU do not. Vientiane was an hour ahead of Bangkok from 1947 to 1955, and Oslo had summer time from
# 1959 to 1965. Asia/Hanoi, with the time of North Vietnam, stands in "backzone" and is in neither: Asia/Ho_Chi_Minh is all
# that there is, and an hour off for Hanoi in the sixties.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed. It needs Debian 12 or its packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet --quiet tzdata=2026f-0+deb12u1 2> /dev/null
dpkg-deb --extract tzdata_*.deb debian
npm install --silent --no-audit --no-fund --prefix "$folder" moment-timezone@0.6.6 > /dev/null
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tzdata==2026.6
cat > moments.cjs <<'SCRIPT'
const moment = require("moment-timezone");
const offset = (zone, time) =>
  new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(new Date(time)).at(-1).value;
console.error(`moment-timezone with ${moment.tz.dataVersion}; ICU of Node.js with ${process.versions.tz}`);
const asked = process.argv.slice(2).map((one) => one.split("@"));
console.log(JSON.stringify(asked.map(([zone, time]) => [
  moment.tz(time, zone).format("Z"),
  offset(zone, time).slice(3) || "+00:00",
])));
SCRIPT
cat > read.py <<'PYTHON'
import json
import subprocess
import sys
import zoneinfo
from datetime import datetime

import tzdata

DEBIAN = "debian/usr/share/zoneinfo"
# zone, moment, offset from Debian, offset from the others
ASKED = (
    ("Asia/Vientiane", "1950-07-10T00:00:00+00:00", "+08:00", "+07:00"),
    ("Europe/Oslo", "1962-07-10T00:00:00+00:00", "+02:00", "+01:00"),
    ("Asia/Ho_Chi_Minh", "1962-07-10T00:00:00+00:00", "+08:00", "+08:00"),
    ("Asia/Vientiane", "1971-07-10T00:00:00+00:00", "+07:00", "+07:00"),
)
with open(f"{DEBIAN}/tzdata.zi", encoding="utf-8") as file:
    print("Debian:", file.readline().strip(), "PyPI:", tzdata.__version__, "which is", tzdata.IANA_VERSION)
asked = [f"{zone}@{time}" for zone, time, _debian, _others in ASKED]
node = json.loads(subprocess.run(["node", "moments.cjs", *asked], check=True, stdout=subprocess.PIPE).stdout)


def offset(path, zone, time):
    zoneinfo.reset_tzpath([path] if path else [])
    zoneinfo.ZoneInfo.clear_cache()
    text = datetime.fromisoformat(time).astimezone(zoneinfo.ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:]}"


same = True
for (zone, time, debian, others), (moment, icu) in zip(ASKED, node, strict=True):
    found = (offset(f"{sys.path[0]}/{DEBIAN}", zone, time), offset("", zone, time), moment, icu)
    print(f"{zone:<17}{time[:10]}  Debian {found[0]}  PyPI {found[1]}  moment-timezone {found[2]}  ICU {found[3]}")
    same &= found == (debian, others, others, others)
zoneinfo.reset_tzpath([f"{sys.path[0]}/{DEBIAN}"])
same &= "Asia/Hanoi" not in zoneinfo.available_timezones()
sys.exit(0 if same else 1)
PYTHON
venv/bin/python read.py
