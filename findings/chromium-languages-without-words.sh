#!/bin/bash
# Chromium says that it formats dates in Azerbaijani, Bosnian, Kazakh, Konkani, Punjabi, Sindhi and Uzbek, and then writes
# "2026 M12 1" and "yesterday"; Lao, Khmer and Burmese it does not know at all, beside their plurals and words.
#
# Found while dates of 20 editions were read in a browser. A page is meant to ask supportedLocalesOf first (ECMA-402,
# "supportedLocalesOf"): of a language that is not there, Intl takes the browser's own (here "December 1, 2026" in a Lao
# page). For the seven the answer is yes, the resolved locale is theirs, and what is written is the root of CLDR. The same
# browser lists most of them as unsupported by ListFormat and Collator, and Lao, Khmer and Burmese as supported by
# PluralRules and Segmenter: each constructor has a list of its own. Node.js, with the same V8 and ICU, has words for all.
# The package holds a whole Chromium 153; it needs the libraries that Debian's package chromium needs. Debian's own
# Chromium 156 does the same.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR="$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0 > /dev/null
cat > read.mjs <<'SCRIPT'
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const LANGUAGES = ["az", "bs", "kk", "kok", "pa", "sd", "uz", "lo", "km", "my", "th", "vi"];
const asked = (languages) =>
  languages.map((language) => ({
    language,
    knows: ["DateTimeFormat", "ListFormat", "PluralRules"].map((name) => Intl[name].supportedLocalesOf(language).length),
    locale: new Intl.DateTimeFormat(language).resolvedOptions().locale,
    date: new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(2026, 11, 1)),
    day: new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-1, "day"),
  }));
const executablePath = await chromium.executablePath();
const browser = await puppeteer.launch({ args: [...chromium.args, "--lang=en-US"], executablePath, headless: "shell" });
const page = await browser.newPage();
const inBrowser = await page.evaluate(asked, LANGUAGES);
console.log(await browser.version(), "beside Node.js", process.version, "with ICU", process.versions.icu);
await browser.close();
const inNode = asked(LANGUAGES);
inBrowser.forEach((one, number) => {
  const { language, knows, locale, date, day } = one;
  console.log(language.padEnd(4), `dates, lists, plurals: ${knows}`, locale.padEnd(6), `${date}, ${day}`);
  console.log("     Node.js:", `${inNode[number].date}, ${inNode[number].day}`);
});
const roots = inBrowser.filter((one) => one.knows[0] && one.locale === one.language && one.date === "2026 M12 1");
const unknown = inBrowser.filter((one) => !one.knows[0] && one.knows[2] && one.date === "December 1, 2026");
const same =
  roots.map((one) => one.language).join() === "az,bs,kk,kok,pa,sd,uz" &&
  roots.every((one) => one.day === "yesterday") &&
  unknown.map((one) => one.language).join() === "lo,km,my" &&
  inNode.every((one) => one.knows[0] && !/M12|December/.test(one.date));
process.exit(same ? 0 : 1);
SCRIPT
node read.mjs
