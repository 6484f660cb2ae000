#!/bin/bash
# inscriptis, which lays HTML out as text as browsers do, runs the terms of a definition list and other blocks together.
#
# Found while converters of article texts were compared. In the standard's style sheet (HTML, Rendering, "Flow content" and
# "Lists") dl, dt, dd, form, fieldset, details, summary, dialog, search, center and hr stand on lines of their own; inscriptis has no
# line for them: a table of facts as newspapers set it ("Host: ...", "Place: ...") becomes one word. main, figure and the
# caption of a table are kept apart. A list with start="5" is numbered from 1, one whose first item has value="5" from 5.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check inscriptis==2.7.6 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from inscriptis import get_text

print("inscriptis", version("inscriptis"))
# what stands in the body, the text today
READ = (
    ("<main>Rice</main>Maize", "Rice\nMaize"),
    ("<figure><figcaption>Rice</figcaption></figure>Maize", "Rice\n\nMaize"),
    ("<dl><dt>Chủ trì</dt><dd>Ban Dân vận</dd><dt>Địa điểm</dt><dd>Hà Nội</dd></dl>", "Chủ trìBan Dân vậnĐịa điểmHà Nội"),
    ("<details open><summary>Rice</summary>Maize</details>Tea", "RiceMaizeTea"),
    ("<form>Rice</form><fieldset>Maize</fieldset>Tea", "RiceMaizeTea"),
    ("<dialog open>Rice</dialog><search>Maize</search>Tea", "RiceMaizeTea"),
    ("<center>Rice</center>Maize<hr>Tea", "RiceMaizeTea"),
    ('<ol start="5"><li>Rice</li><li>Maize</li></ol>', "1. Rice\n 2. Maize"),
    ('<ol><li value="5">Rice</li><li>Maize</li></ol>', "5. Rice\n 6. Maize"),
)
same = 0
for inside, expected in READ:
    found = get_text(f"<html><body>{inside}</body></html>").strip()
    same += found == expected
    print(f"{found!r} of {inside}")
sys.exit(0 if same == len(READ) else 1)
PYTHON
