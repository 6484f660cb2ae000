#!/bin/bash
# date-fns reads the Vietnamese second quarter as the first, the Kazakh June as May, the Armenian one as January: what
# it wrote itself comes back as other months, without an error.
#
# Found while dates of all locales were written and read back. A locale of date-fns holds the words that format writes
# (`localize`) and the patterns by which parse knows them (`match`), for the same pattern in both (Unicode Technical
# Standard 35: MMMM the month in full, MMM short, QQQQ the quarter, a the half of the day). Eight locales of 95 find a
# name in the beginning of another: "quý I" in "quý II" and "quý III", "1" in the Mongolian "10-р сар". The Serbian and
# the Malay afternoon becomes morning. Azerbaijani, Gaelic in full and Arabic of Saudi Arabia give an Invalid Date for
# all months; whoever asks isValid is told of these alone.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" date-fns@4.4.0 > /dev/null
cat > read.cjs <<'SCRIPT'
const { format, isValid, parse } = require("date-fns");
const locales = require("date-fns/locale");
console.log("date-fns", require("./node_modules/date-fns/package.json").version, "Node.js", process.version);
const months = [...Array(12).keys()];
// The month that each of the asked months, at five past three in the afternoon of the first, is today read as.
function readAs(locale, pattern, asked) {
  return asked.map((month) => {
    const written = format(new Date(2026, month, 1, 15, 5), pattern, { locale });
    const read = parse(written, pattern, new Date(2026, 0, 1), { locale });
    return [written, isValid(read) ? read : null];
  });
}
// locale, pattern, months that are asked, months as which they are read today, 0 where the date is invalid
const MONTHS = [
  ["vi", "QQQQ yyyy", [0, 3, 6, 9], [1, 1, 1, 10]],
  ["sq", "QQQQ yyyy", [0, 3, 6, 9], [10, 10, 10, 0]],
  ["kk", "d MMMM yyyy", months, [1, 2, 3, 4, 5, 5, 7, 8, 1, 1, 1, 12]],
  ["hy", "d MMMM yyyy", months, [1, 2, 3, 4, 5, 1, 1, 8, 9, 10, 11, 12]],
  ["fy", "d MMMM yyyy", months, [1, 2, 3, 4, 3, 6, 7, 8, 9, 10, 11, 12]],
  ["ckb", "d MMMM yyyy", months, [12, 2, 3, 4, 5, 6, 7, 8, 12, 12, 12, 12]],
  ["mn", "d MMM yyyy", months, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1]],
  ["gd", "d MMM yyyy", months, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10]],
  ["arSA", "d MMMM yyyy", months, Array(12).fill(0)],
  ["az", "d MMMM yyyy", months, Array(12).fill(0)],
];
let same = 0;
for (const [name, pattern, asked, expected] of MONTHS) {
  const pairs = readAs(locales[name], pattern, asked);
  const read = pairs.map(([, date]) => (date ? date.getMonth() + 1 : 0));
  if (JSON.stringify(read) === JSON.stringify(expected)) same += 1;
  const wrong = pairs.filter((_, at) => read[at] !== asked[at] + 1).map(([written, date]) => `${written} as ${date ? format(date, "yyyy-MM-dd") : "invalid"}`);
  console.log(`${name}, ${pattern}: ${wrong.join(", ")}`);
}
// locale, pattern, the hour that 15:05 is read as today
const HOURS = [["vi", "h:mm a", 15], ["sr", "h:mm a", 3], ["ms", "h:mm aaaa", 3], ["ms", "h:mm a", 15]];
for (const [name, pattern, expected] of HOURS) {
  const [[written, date]] = readAs(locales[name], pattern, [8]);
  if (date.getHours() === expected) same += 1;
  console.log(`${name}, ${pattern}: ${written} as ${format(date, "HH:mm")}`);
}
const silent = Object.entries(locales).filter(([, locale]) =>
  ["d MMMM yyyy", "d MMM yyyy", "QQQQ yyyy"].some((pattern) =>
    readAs(locale, pattern, pattern[0] === "Q" ? [0, 3, 6, 9] : months).some(([, date], at) => date && date.getMonth() !== (pattern[0] === "Q" ? 3 * at : at)),
  ),
);
console.log("locales with other months:", silent.map(([name]) => name).join(", "), "of", Object.keys(locales).length);
process.exit(same === MONTHS.length + HOURS.length && silent.length === 8 ? 0 : 1);
SCRIPT
node read.cjs
