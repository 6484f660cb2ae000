#!/bin/bash
# elinks -dump writes numbers of its own in place of letters with combining marks: Thai, Lao, Khmer, Hindi and decomposed
# Vietnamese come out as invalid UTF-8.
#
# Found while the site's pages were read by text browsers. ELinks, built with combining characters as Debian has it, keeps a
# letter and its marks as an entry of a table, and the number of the entry in the cell of the screen. A dump takes the
# number for a character and writes it in six bytes that begin with FD, which never appears in UTF-8 (RFC 3629, sections 1 and
# 3): what the letter was is lost. w3m, lynx and links2 write the letters.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed. It needs Debian 12 or its packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet --quiet elinks=0.13.2-1+b4 libev4=1:4.33-1 libfsplib0=0.14-5 liblua5.1-0=5.1.5-9 libtre5=0.8.0-7 2> /dev/null
for package in *.deb; do dpkg-deb --extract "$package" here; done
export HOME="$folder"
LD_LIBRARY_PATH="$(echo "$folder"/here/usr/lib/*-linux-gnu)"
export LD_LIBRARY_PATH
cat > page.py <<'PYTHON'
import subprocess
import sys
import unicodedata

ELINKS = "here/usr/bin/elinks"
print(subprocess.run([ELINKS, "-version"], capture_output=True, text=True, check=True).stdout.splitlines()[0])
# language, text, is it lost
TEXTS = (
    ("th", "ข้ามไปยังเนื้อหา", True),
    ("lo", "ຂ້າມໄປເນື້ອໃນ", True),
    ("km", "រំលងទៅខ្លឹមសារ", True),
    ("hi", "हिन्दी", True),
    ("vi", unicodedata.normalize("NFD", "Tiếng Việt"), True),
    ("vi", "Tiếng Việt", False),
    ("ru", "Русский", False),
)
same = True
for language, text, lost in TEXTS:
    with open("page.html", "w", encoding="utf-8") as page:
        page.write(f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Page</title><p>{text}</p>')
    dump = [ELINKS, "-dump", "-dump-charset", "utf-8", "page.html"]
    written = subprocess.run(dump, capture_output=True, check=True).stdout.strip()
    is_text = written == text.encode()
    print(language, text, "is written as it is" if is_text else written.hex(" "))
    same &= is_text != lost and (b"\xfd" in written) == lost
sys.exit(0 if same else 1)
PYTHON
python3 page.py
