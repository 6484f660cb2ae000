#!/bin/bash
# laonlp drops slashes from a text that it cuts into words, and pythainlp's engine "longest" writes Latin letters small.
#
# Found while segmenters were asked whether their words, put together, are the text. Of "25-NQ/TW" (the number of a
# resolution), of a date or an address, laonlp gives two empty words in place of "/"; its syllables leave out Latin letters
# and digits altogether, and a year in Lao digits is cut in two. pythainlp's newmm and mm keep all, its "longest" turns VNA
# into vna. Who counts offsets by the lengths of the words marks the wrong place.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check laonlp==1.3.0 pythainlp==5.4.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from functools import partial
from importlib.metadata import version

import laonlp
import pythainlp

print("laonlp", version("laonlp"), "pythainlp", version("pythainlp"))
longest, newmm = (partial(pythainlp.word_tokenize, engine=engine) for engine in ("longest", "newmm"))
# segmenter, text, its words today put together
CUT = (
    ("laonlp, words", laonlp.word_tokenize, "ມະຕິ 25-NQ/TW", "ມະຕິ 25-NQTW"),
    ("laonlp, words", laonlp.word_tokenize, "ວັນທີ 14/9/2026", "ວັນທີ 1492026"),
    ("laonlp, words", laonlp.word_tokenize, "https://paper.example/1", "https:paper.example1"),
    ("laonlp, syllables", laonlp.syllable_tokenize, "ປະເທດລາວ 2026", "ປະເທດລາວ"),
    ("pythainlp, longest", longest, "สำนักข่าว VNA รายงาน", "สำนักข่าว vna รายงาน"),
    ("pythainlp, newmm", newmm, "สำนักข่าว VNA รายงาน 25-NQ/TW", "สำนักข่าว VNA รายงาน 25-NQ/TW"),
)
same = 0
for name, cut, text, expected in CUT:
    words = cut(text)
    same += "".join(words) == expected
    print(f"{name}: {text!r} becomes {words}")
year = laonlp.word_tokenize("ປີ ໒໐໒໖")
print(f"laonlp, words: {year}")
sys.exit(0 if same == len(CUT) and year == ["ປີ", " ", "໒໐", "໒໖"] else 1)
PYTHON
