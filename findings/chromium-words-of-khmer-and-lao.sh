#!/bin/bash
# Chromium ends lines inside Khmer words that ICU keeps whole, and the other way round: Intl.Segmenter of Chromium and of
# Node.js cut the same Khmer and Lao text at other places.
#
# Found while the ends of cut texts were compared between the server and the browser. Both have V8 and ICU; ECMA-402 leaves
# the words of Intl.Segmenter to the implementation, and CSS Text 3 (section 5) the line breaks of such scripts to a lexical
# resource. Thai, Chinese and Japanese texts of a thousand words were cut alike. In Khmer, "local authorities" becomes អាជ្ញាធ,
# រមូល and ដ្ឋាន in Chromium (the words are អាជ្ញាធរ and មូលដ្ឋាន); មតិ (opinion) and ទទេ (empty) are cut behind their first letter.
# Lines end there too. In turn Node.js cuts ក្រសួង (ministry) and, in Lao, ຄົ້ນຫາ (to search), which Chromium keeps whole. So a text
# that a server cuts after a word may end inside one for the browser, and numbers of words differ.
# The package holds a whole Chromium 153; it needs the libraries that Debian's package chromium needs.
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

// language, text, its parts in Chromium, its parts in Node.js
const TEXTS = [
  ["km", "និងអាជ្ញាធរមូលដ្ឋាន", "និង|អាជ្ញាធ|រមូល|ដ្ឋាន", "និង|អាជ្ញាធរ|មូលដ្ឋាន"],
  ["km", "ថ្ងៃនេះមានមតិច្រើន", "ថ្ងៃ|នេះ|មានម|តិច្រើន", "ថ្ងៃនេះ|មាន|មតិ|ច្រើន"],
  ["km", "ទុកប្រអប់នេះឱ្យទទេ", "ទុក|ប្រអប់|នេះ|ឱ្យទ|ទេ", "ទុក|ប្រអប់|នេះ|ឱ្យ|ទទេ"],
  ["km", "កាសែតរបស់ក្រសួង", "កាសែត|របស់|ក្រសួង", "កាសែត|របស់ក្រ|សួង"],
  ["lo", "ຜົນການຄົ້ນຫາ", "ຜົນ|ການ|ຄົ້ນຫາ", "ຜົນ|ການຄົ້ນ|ຫາ"],
  ["th", "ประชาชนร่วมกันสร้างถนนในหมู่บ้าน", "ประชาชน|ร่วม|กัน|สร้าง|ถนน|ใน|หมู่บ้าน", "ประชาชน|ร่วม|กัน|สร้าง|ถนน|ใน|หมู่บ้าน"],
];
const cut = (texts) =>
  texts.map(([language, text]) =>
    Array.from(new Intl.Segmenter(language, { granularity: "word" }).segment(text), (one) => one.segment).join("|"),
  );
// Each text in a paragraph so narrow that a line ends wherever one may end.
const lines = (texts) =>
  texts.map(([language, text]) => {
    const paragraph = document.createElement("p");
    paragraph.lang = language;
    paragraph.style.width = "0";
    paragraph.textContent = text;
    document.body.append(paragraph);
    const range = document.createRange();
    let [written, last] = ["", null];
    for (const { segment, index } of new Intl.Segmenter(language).segment(text)) {
      range.setStart(paragraph.firstChild, index);
      range.setEnd(paragraph.firstChild, index + segment.length);
      const { top } = range.getBoundingClientRect();
      written += (last === null || Math.abs(top - last) < 5 ? "" : "|") + segment;
      last = top;
    }
    return written;
  });
const executablePath = await chromium.executablePath();
const browser = await puppeteer.launch({ args: chromium.args, executablePath, headless: "shell" });
const page = await browser.newPage();
const inBrowser = await page.evaluate(cut, TEXTS);
const onLines = await page.evaluate(lines, TEXTS);
console.log(await browser.version(), "beside Node.js", process.version, "with ICU", process.versions.icu);
await browser.close();
const inNode = cut(TEXTS);
let same = true;
TEXTS.forEach(([language, , browsers, nodes], number) => {
  console.log(`${language} Chromium ${inBrowser[number]}  its lines ${onLines[number]}  Node.js ${inNode[number]}`);
  same &&= inBrowser[number] === browsers && onLines[number] === browsers && inNode[number] === nodes;
});
process.exit(same ? 0 : 1);
SCRIPT
node read.mjs
