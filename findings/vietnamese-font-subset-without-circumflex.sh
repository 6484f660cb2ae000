#!/bin/bash
# Fifteen Vietnamese letters in decomposed form are drawn in another font where web fonts come in subsets.
#
# Found while texts in both Unicode forms were shown in a browser. The subset "vietnamese" of Fontsource's packages, which
# have the files and ranges of Google Fonts, and the Latin subsets cover all 134 letters in composed form (NFC). Of the
# marks of the decomposed form (NFD) the ranges have grave, acute, tilde, hook and dot below (U+0300, 0301, 0303, 0309,
# 0323), but not circumflex, breve and horn (U+0302, 0306, 031B). Chromium composes most letters again and finds them; ă ơ ư
# and ấ ầ ẩ ẫ ế ề ể ễ ố ồ ổ ỗ it takes from the fallback font, in the middle of words as "năm" and "tiếp", although both forms
# are canonically equivalent (Unicode Standard Annex 15) and the composed letters are in the subsets. ậ, ệ and ộ, whose
# dot comes before the circumflex, and ắ or ờ, whose tone mark names the subset, are drawn as they should be.
# The package holds a whole Chromium 153; it needs the libraries that Debian's package chromium needs, and any system font
# that has these letters.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR="$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @fontsource/be-vietnam-pro@5.3.0 @fontsource/noto-sans@5.3.0 \
  @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0 > /dev/null
cat > read.mjs <<'SCRIPT'
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";
import { readFileSync } from "node:fs";

const LETTERS = [..."ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"];
const EXPECTED = "ăơưầẩẫấềểễếồổỗố";
const MARKS = { circumflex: 0x302, breve: 0x306, horn: 0x31b, acute: 0x301 };

// The style sheet of a package with its files inside, and which marks the ranges of its Latin subsets hold.
function sheet(name) {
  const css = readFileSync(`node_modules/@fontsource/${name}/400.css`, "utf8");
  const ranges = [...css.matchAll(/-(latin|latin-ext|vietnamese)-400.*?unicode-range: ([^;]*)/gs)].map((one) => one[2]).join();
  const holds = (code) =>
    ranges.split(",").some((one) => {
      const [first, last = first] = one.trim().slice(2).split("-").map((end) => parseInt(end, 16));
      return first <= code && code <= last;
    });
  const inside = css.replace(/src: url\(\.\/(.*?\.woff2)\)[^;]*/g, (_all, file) => {
    const data = readFileSync(`node_modules/@fontsource/${name}/${file}`).toString("base64");
    return `src: url(data:font/woff2;base64,${data})`;
  });
  return { inside, marks: Object.keys(MARKS).filter((mark) => holds(MARKS[mark])) };
}

const executablePath = await chromium.executablePath();
const browser = await puppeteer.launch({ args: chromium.args, executablePath, headless: "shell" });
console.log(await browser.version());
let same = true;
for (const [name, family] of [["be-vietnam-pro", "Be Vietnam Pro"], ["noto-sans", "Noto Sans"]]) {
  const { inside, marks } = sheet(name);
  const page = await browser.newPage();
  const spans = ["NFC", "NFD"].map((form) => LETTERS.map((one, at) => `<i id="${form}${at}">${one.normalize(form)}</i>`).join(" "));
  await page.setContent(`<style>${inside} i { font: normal 20px "${family}", monospace }</style>${spans.join("<br>")}`);
  await page.evaluate(() => Promise.all([...document.fonts].map((one) => one.load())));
  const session = await page.createCDPSession();
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  const elsewhere = { NFC: "", NFD: "" };
  for (const form of ["NFC", "NFD"])
    for (const [at, letter] of LETTERS.entries()) {
      const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: `#${form}${at}` });
      const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
      if (!fonts.every((one) => one.isCustomFont)) elsewhere[form] += letter;
    }
  console.log(`${family}: marks in the ranges: ${marks}; in another font: ${JSON.stringify(elsewhere)}`);
  same &&= marks.join() === "acute" && elsewhere.NFC === "" && elsewhere.NFD === EXPECTED;
}
await browser.close();
process.exit(same ? 0 : 1);
SCRIPT
node read.mjs
