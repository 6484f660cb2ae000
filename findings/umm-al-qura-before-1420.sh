#!/bin/bash
# Umm al-Qura, the calendar of Saudi Arabia, is two calendars before April 1999: Intl and the packages for it give two
# dates for two days of three.
#
# Found while calendars of dates in Arabic papers were compared. Intl (ECMA-402) has "islamic-umalqura" from ICU, with
# one computed table for the years 1300 to 1600. hijridate (PyPI) is based on what was printed at the time ("archived
# publications", says its README); moment-hijri and hijri-converter (npm) give the same for each day from April 1937 to
# the end of 1419, and @umalqura/core for the years 1402 to 1419. Intl gives it on 37 days of 100, in those last years
# on 17, and on each day from 1420 (17 April 1999) to 1449, where the two former packages lag behind in a month or two.
# The newspaper Umm al-Qura has both dates in its heading; its issue 56, by hijridate's author, is of Friday, 8 Rajab
# 1344 and of 22 January 1926. 20 November 1979, when the Grand Mosque was seized, is told of as the first day of the
# year 1400. In Intl both are a day behind. The name of a calendar alone does not say which table dates a day.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hijridate==2.6.0
npm install --silent --no-audit --no-fund --prefix "$folder" @umalqura/core@0.0.7 moment-hijri@3.0.0 hijri-converter@1.1.1 > /dev/null
"$folder/venv/bin/python" - > days.tsv <<'PYTHON'
from datetime import date, timedelta

from hijridate import Gregorian

first, last = date(1937, 4, 1), date(2028, 12, 31)
for day in [date(1926, 1, 22), *(first + timedelta(number) for number in range((last - first).days + 1))]:
    print(day, "-".join(map(str, Gregorian(day.year, day.month, day.day).to_hijri().datetuple())), sep="\t")
PYTHON
"$folder/venv/bin/pip" --disable-pip-version-check list | grep hijridate
cat > compare.cjs <<'SCRIPT'
const { readFileSync } = require("node:fs");
for (const name of ["@umalqura/core", "moment-hijri", "hijri-converter"]) {
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version);
}
console.log("Node.js", process.version, "ICU", process.versions.icu);
const moment = require("moment-hijri");
const core = require("@umalqura/core").default;
const converter = require("hijri-converter");
const format = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", {
  timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric",
});
function byIntl(day) {
  const parts = Object.fromEntries(format.formatToParts(new Date(day)).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
const by = {
  Intl: byIntl,
  "moment-hijri": (day) => {
    const at = moment(day);
    return `${at.iYear()}-${at.iMonth() + 1}-${at.iDate()}`;
  },
  "hijri-converter": (day) => Object.values(converter.toHijri(...day.split("-").map(Number))).join("-"),
  "@umalqura/core": (day) => {
    const [year, month, date] = day.split("-").map(Number);
    const { hy, hm, hd } = core.$.gregorianToHijri(new Date(year, month - 1, date));
    return `${hy}-${hm}-${hd}`;
  },
};
const days = readFileSync("days.tsv", "utf8").trim().split("\n").map((line) => line.split("\t"));
// years of hijridate, its days, and those on which each of the others says the same today
const spans = [
  [1356, 1401, 16281, 7177, 16281, 16281, 9864],
  [1402, 1419, 6380, 1102, 6380, 6380, 6380],
  [1420, 1449, 10631, 10631, 10601, 10571, 10631],
];
let same = true;
for (const [first, last, ...expected] of spans) {
  const these = days.filter(([, date]) => date.slice(0, 4) >= first && date.slice(0, 4) <= last);
  const agree = Object.values(by).map((convert) => these.filter(([day, date]) => convert(day) === date).length);
  console.log(`${first} to ${last}, of ${these.length} days as hijridate:`, Object.keys(by).map((name, at) => `${name} ${agree[at]}`).join(", "));
  same &&= JSON.stringify([these.length, ...agree]) === JSON.stringify(expected);
}
// day, how it is told, how Intl writes it today
const known = [["1926-01-22", "1344-7-8", "1344-7-7"], ["1979-11-20", "1400-1-1", "1399-12-30"]];
for (const [day, told, read] of known) {
  console.log(`${day} is told as ${told}: hijridate ${Object.fromEntries(days)[day]}, Intl ${byIntl(day)}`);
  same &&= Object.fromEntries(days)[day] === told && byIntl(day) === read;
}
process.exit(same ? 0 : 1);
SCRIPT
TZ=UTC node compare.cjs
