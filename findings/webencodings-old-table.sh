#!/bin/bash
# webencodings knows the labels of the WHATWG Encoding Standard of 2017, and decodes them with Python's codecs, which differ.
#
# By the standard's indexes, byte AE of KOI8-U is ў, byte CA of windows-1255 is U+05BA, byte 80 of GBK is the euro sign, AD A1 of
# EUC-JP is ①, A6 D9 of GBK (GB 18030-2022) is U+FE10, and ESC $ B - ! of ISO-2022-JP is ①. The labels koi8-ru, ms932,
# unicodefffe and unicode11utf8 are in the standard's table. Browsers do all of this.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check webencodings==0.5.1
"$folder/venv/bin/python" - <<'PYTHON'
import platform
import sys

import webencodings

print("webencodings", webencodings.VERSION, "Python", platform.python_version())
changed = False
for label in ("koi8-ru", "ms932", "unicodefffe", "unicode11utf8"):
    found = webencodings.lookup(label)
    print(f"{label}: {found}")
    changed |= found is not None
# label, bytes, what the standard says
TEXTS = (
    ("koi8-u", b"\xae", "ў"),
    ("windows-1255", b"\xca", "\u05ba"),
    ("gbk", b"\x80", "€"),
    ("gbk", b"\xa6\xd9", "\ufe10"),
    ("euc-jp", b"\xad\xa1", "①"),
    ("iso-2022-jp", b"\x1b$B-!\x1b(B", "①"),
)
for label, data, right in TEXTS:
    found, _ = webencodings.decode(data, label)
    print(f"{label} {data.hex(' ')}: {ascii(found)}, right is {ascii(right)}")
    changed |= found == right
sys.exit(changed)
PYTHON
