#!/bin/bash
# Packages that write numbers in Vietnamese words lose zeros after the decimal comma, add some, and drop minus signs.
#
# Found while number words of 13 languages were read. num2words writes 10.05 as ten comma five, 2.5 as two comma fifty, and minus
# three as seventeen (a negative number is an index into its list of words); in German, Thai or Indonesian, or with
# another sign, it does not. vietnormalizer, which prepares texts for being read aloud, makes 0,05% into half a
# percent and says "ngày" (day) twice before a date that has it. vi-fix spells digits: 2.5 is "two five", minus three is "three".
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14 vietnormalizer==0.2.3 vi-fix==1.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import vi_fix
from num2words import num2words
from vietnormalizer import VietnameseNormalizer

for package in ("num2words", "vietnormalizer", "vi-fix"):
    print(package, version(package))
aloud = VietnameseNormalizer().normalize
# what is asked, what is written today, what it says
WRITTEN = (
    ("num2words 10.05", num2words(10.05, lang="vi"), "mười phẩy năm", "10,5"),
    ("num2words 2.5", num2words(2.5, lang="vi"), "hai phẩy năm mươi", "2,50"),
    ("num2words -3", num2words(-3, lang="vi"), "mười bảy", "17"),
    ("num2words 1015", num2words(1015, lang="vi"), "một nghìn lẻ mười lăm", "lẻ stands before ones alone"),
    ("num2words 10.05 in Indonesian", num2words(10.05, lang="id"), "sepuluh koma nol lima", "10,05"),
    ("vietnormalizer 0,05%", aloud("0,05%"), "không phẩy năm phần trăm", "0,5%"),
    ("vietnormalizer 10,05", aloud("10,05"), "mười phẩy năm", "10,5"),
    (
        "vietnormalizer ngày 14/9/2026",
        aloud("ngày 14/9/2026"),
        "ngày ngày mười bốn tháng chín năm hai nghìn không trăm hai mươi sáu",
        "day day 14",
    ),
    ("vi-fix 2.5", vi_fix.num2str("2.5"), "hai năm", "25, digit by digit"),
    ("vi-fix -3", vi_fix.num2str("-3"), "ba", "3"),
)
same = 0
for asked, written, expected, says in WRITTEN:
    same += written == expected
    print(f"{asked}: {written!r} ({says})")
sys.exit(0 if same == len(WRITTEN) else 1)
PYTHON
