#!/bin/bash
# A Thai or Lao page that Chromium prints as PDF comes back without tone marks from pypdf, pdfminer.six and PDF.js; PDFium,
# which is Chromium's own reader, gives some letters twice.
#
# Found while printed articles were read back. Fonts of these scripts have glyphs that no single character names: marks in
# a higher place, or vowel and tone mark in one. Chromium writes their characters beside them as ActualText, which stands
# for what it covers (ISO 32000-2, 14.9.4). pypdf, pdfminer.six and PDF.js do not look there: ที่ and น้ำ lose their tone marks,
# ນ້ຳ both of its marks, and a NUL stands there. PDFium takes a text and what it covers: ร่วม is read as ร่วร่ ม, หมู่บ้าน
# as หมู่บ้มู่ าบ้น. PyMuPDF reads what was printed. Vietnamese comes back whole everywhere but from pypdf, which sets spaces
# where a word goes from one subset of a web font to another.
# The npm package holds a whole Chromium 153; it needs the libraries that Debian's package chromium needs.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR="$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @fontsource/noto-sans-thai@5.3.0 @fontsource/noto-sans-lao@5.3.0 \
  @fontsource/noto-sans@5.3.0 @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0 pdfjs-dist@5.6.205 > /dev/null
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdf==7.1.1 pdfminer.six==20260107 pymupdf==2.0 pypdfium2==5.15.2
cat > print.mjs <<'SCRIPT'
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";
import { readFileSync, writeFileSync } from "node:fs";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const TEXTS = {
  th: ["ประชาชนร่วมกันสร้างถนนในหมู่บ้าน น้ำท่วมที่ผ่านมา", "noto-sans-thai", ["thai"]],
  lo: ["ປະຊາຊົນໄດ້ຮ່ວມກັນສ້າງທາງໃນບ້ານ ນ້ຳຖ້ວມ", "noto-sans-lao", ["lao"]],
  vi: ["Kết luận về công tác dân vận", "noto-sans", ["vietnamese", "latin-ext", "latin"]],
};
const executablePath = await chromium.executablePath();
const browser = await puppeteer.launch({ args: chromium.args, executablePath, headless: "shell" });
console.log(await browser.version());
const read = {};
for (const [language, [text, font, subsets]] of Object.entries(TEXTS)) {
  const faces = subsets.map((subset) => {
    const data = readFileSync(`node_modules/@fontsource/${font}/files/${font}-${subset}-400-normal.woff2`).toString("base64");
    return `@font-face { font-family: ${subset}; src: url(data:font/woff2;base64,${data}) }`;
  });
  const page = await browser.newPage();
  await page.setContent(`<html lang="${language}"><style>${faces.join("")} p { font: 20px ${subsets} }</style><p>${text}</p>`);
  await page.evaluate(() => document.fonts.ready);
  await page.pdf({ path: `${language}.pdf` });
  const document = await getDocument({ data: new Uint8Array(readFileSync(`${language}.pdf`)), verbosity: 0 }).promise;
  const { items } = await (await document.getPage(1)).getTextContent();
  read[language] = { text, pdfjs: items.map((one) => one.str).join("") };
}
await browser.close();
writeFileSync("read.json", JSON.stringify(read));
SCRIPT
node print.mjs
venv/bin/python - <<'PYTHON'
import json
import sys
from importlib.metadata import version

import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text

for name in ("pypdf", "pdfminer.six", "pymupdf", "pypdfium2"):
    print(name, version(name), end=" ")
print()
READERS = {
    "pypdf": lambda file: pypdf.PdfReader(file).pages[0].extract_text(),
    "pdfminer.six": extract_text,
    "PDFium": lambda file: pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range(),
    "PyMuPDF": lambda file: pymupdf.open(file)[0].get_text(),
}
with open("read.json", encoding="utf-8") as file:
    printed = json.load(file)
same = True
for language, one in printed.items():
    text = one["text"]
    read = {name: " ".join(reader(f"{language}.pdf").split()) for name, reader in READERS.items()}
    read["PDF.js"] = " ".join(one["pdfjs"].split())
    print(language, text)
    for name, found in read.items():
        print(f"  {name:<13}{'the same' if found == text else found.replace(chr(0), '[NUL]')}")
    letters = {name: len(found.replace(" ", "").replace("\0", "")) - len(text.replace(" ", "")) for name, found in read.items()}
    print("  letters more or less:", letters)
    if language == "vi":
        same &= all(found == text for name, found in read.items() if name != "pypdf") and read["pypdf"] != text
    else:
        same &= read["PyMuPDF"] == text and all(letters[name] < 0 for name in ("pypdf", "pdfminer.six", "PDF.js"))
        same &= (letters["PDFium"] > 0) == (language == "th")
sys.exit(0 if same else 1)
PYTHON
