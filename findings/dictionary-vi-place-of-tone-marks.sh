#!/bin/bash
# The Vietnamese dictionary of Hunspell knows hoà, thuỷ and khoẻ, but not hòa, thủy and khỏe, nor the names of four provinces,
# nor any word with a mark in decomposed form.
#
# Found while spellings of place names were looked for. In open syllables with oa, oe and uy the tone mark stands on the first
# vowel (hòa: the older way, in which the provinces Khánh Hòa and Thanh Hóa write their names) or on the second (hoà: the
# way of schoolbooks). dictionary-vi, for Hunspell and its like, has the second alone, as Debian's hunspell-vi has; so a
# spelling checker marks the one or the other in each text of the press. Of quý and quí, sĩ and sỹ it knows one each. The
# same words in decomposed form (NFD, canonically equivalent by Unicode Standard Annex 15) are all unknown: the .aff file
# has no ICONV, by which Hunspell composes what it is given.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" dictionary-vi@3.0.0 nspell@2.1.5 > /dev/null
cat > read.mjs <<'SCRIPT'
import nspell from "nspell";
import { readFileSync } from "node:fs";

const file = (name) => readFileSync(`node_modules/dictionary-vi/${name}`);
const { version } = JSON.parse(file("package.json"));
const dictionary = nspell(file("index.aff"), file("index.dic"));
console.log("dictionary-vi", version, "nspell", JSON.parse(readFileSync("node_modules/nspell/package.json")).version);
const PROVINCES = `Hà Nội, Huế, Lai Châu, Điện Biên, Sơn La, Lạng Sơn, Quảng Ninh, Thanh Hóa, Nghệ An, Hà Tĩnh, Cao Bằng, Tuyên Quang,
  Lào Cai, Thái Nguyên, Phú Thọ, Bắc Ninh, Hưng Yên, Hải Phòng, Ninh Bình, Quảng Trị, Đà Nẵng, Quảng Ngãi, Gia Lai, Khánh Hòa,
  Lâm Đồng, Đắk Lắk, Hồ Chí Minh, Đồng Nai, Tây Ninh, Cần Thơ, Vĩnh Long, Đồng Tháp, Cà Mau, An Giang`.split(/,\s+/);
const OLDER = ["hòa", "hóa", "họa", "tòa", "khỏe", "thủy", "thúy", "tùy", "úy"];
const NEWER = ["hoà", "hoá", "hoạ", "toà", "khoẻ", "thuỷ", "thuý", "tuỳ", "uý"];
const knows = (words) => words.filter((one) => dictionary.correct(one));
const unknown = PROVINCES.filter((one) => !one.split(" ").every((word) => dictionary.correct(word)));
const decomposed = NEWER.concat("dân", "vận", "đường").map((one) => one.normalize("NFD"));
const read = [
  ["older way", knows(OLDER).join(), ""],
  ["newer way", knows(NEWER).join(), NEWER.join()],
  ["provinces not known", unknown.join(), "Huế,Thanh Hóa,Khánh Hòa,Đắk Lắk"],
  ["one of two", knows(["quý", "quí", "sĩ", "sỹ"]).join(), "quý,sĩ"],
  ["decomposed", knows(decomposed).join(), ""],
  ["ICONV", /^ICONV/m.test(file("index.aff").toString()), false],
];
for (const [name, found] of read) console.log(name.padEnd(20), found);
process.exit(read.every(([, found, today]) => found === today) ? 0 : 1);
SCRIPT
node read.mjs
