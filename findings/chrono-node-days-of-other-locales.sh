#!/bin/bash
# chrono-node takes words for two days off for one in six languages, "this week" in Vietnamese for the next one, and a
# Vietnamese date that Intl writes for one of another year.
#
# Found while dates that browsers write were read back. What Intl writes comes from the Unicode CLDR: in Vietnamese "3
# tháng 1, 2026" with a comma before the year, and the time before the day. chrono.vi leaves the year, and takes the
# third of January that is nearest to the day of the reading; behind a time with seconds it leaves the date, and the
# text is of today. "tuần này" (this week) is read as a week later, "12 giờ đêm" (midnight) as noon, and "lúc 15:05 ngày
# 14/9/2026", the order of the press, as two dates, the first of them today. The words for two days ago or ahead hold
# those for one day in French, Spanish, Portuguese, Italian, Japanese and Indonesian, which alone are read; "hace 3
# años" (three years ago) is three at night. All of it comes without an error: parseDate gives a day.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" chrono-node@2.10.3 > /dev/null
cat > read.cjs <<'SCRIPT'
process.env.TZ = "UTC";
const chrono = require("chrono-node");
const { version } = require("./node_modules/chrono-node/package.json");
console.log("chrono-node", version, "Node.js", process.version, "CLDR", process.versions.cldr);
const NOW = new Date("2026-11-25T10:00Z"); // a Wednesday
const written = (locale, options, day) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(new Date(day));
const ago = (locale, number, unit) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(number, unit);
const THIRD = "2026-01-03T08:05Z";
// locale, text, what is read today, what it says
const READ = [
  ["vi", written("vi", { dateStyle: "long" }, THIRD), "2027-01-03T12:00", "2026-01-03"],
  ["vi", written("vi", { dateStyle: "full", timeStyle: "short" }, THIRD), "2027-01-03T08:05", "2026-01-03T08:05"],
  ["vi", written("vi", { dateStyle: "short", timeStyle: "medium" }, THIRD), "2026-11-25T08:05", "2026-01-03T08:05"],
  ["vi", "3 tháng 1 năm 2026", "2026-01-03T12:00", "2026-01-03"],
  ["vi", "lúc 15:05 ngày 14/9/2026", "2026-11-25T15:05", "2026-09-14T15:05"],
  ["vi", "12 giờ đêm", "2026-11-25T12:00", "midnight"],
  ["vi", ago("vi", 0, "week"), "2026-12-02T10:00", "this week"],
  ["fr", ago("fr", -2, "day"), "2026-11-24T10:00", "2026-11-23"],
  ["fr", ago("fr", 2, "day"), "2026-11-26T10:00", "2026-11-27"],
  ["es", ago("es", 2, "day"), "2026-11-26T10:00", "2026-11-27"],
  ["es", ago("es", -3, "year"), "2026-11-25T03:00", "2023"],
  ["pt", ago("pt", 2, "day"), "2026-11-26T10:00", "2026-11-27"],
  ["it", ago("it", -2, "day"), "2026-11-24T10:00", "2026-11-23"],
  ["ja", ago("ja", -2, "day"), "2026-11-24T10:00", "2026-11-23"],
  ["id", ago("id", -2, "day"), "2026-11-24T10:00", "2026-11-23"],
  ["de", ago("de", -2, "day"), "2026-11-23T10:00", "2026-11-23"],
];
let same = 0;
for (const [locale, text, expected, says] of READ) {
  const read = chrono[locale].parseDate(text, NOW)?.toISOString().slice(0, 16);
  if (read === expected) same += 1;
  console.log(`${locale}: ${text} is read as ${read}, and says ${says}`);
}
process.exit(same === READ.length ? 0 : 1);
SCRIPT
TZ=UTC node read.cjs
