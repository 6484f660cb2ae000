#!/bin/bash
# Protego gives "newsbot" the rules of "news" in place of those for all; robots-parser (npm) does not know ~ and %7E for
# one path; robotspy takes %2F for a path's slash: of RFC 9309 each of them keeps another part.
#
# Found while robots.txt was read by peers. Product tokens are compared as a whole, without case (RFC 9309, 2.2.1).
# Other records must not interfere with groups, for instance a Sitemap between two lines user-agent ends none (2.2.4):
# in robots-parser it does; there and in Protego a line that they do not know, or a Crawl-delay, does, and the first
# agent may fetch all. Paths are compared after codes of unreserved characters were decoded, with "*" and "$" written as
# %2A and %24 where they are meant themselves; /robots.txt is allowed always (2.2.2, 2.2.3). A carriage return ends a
# line (2.2, EOL).
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check Protego==0.7.0 robotspy==0.13.0
npm install --silent --no-audit --no-fund --prefix "$folder" robots-parser@3.0.1 > /dev/null
cat > read.cjs <<'SCRIPT'
const robotsParser = require("robots-parser");
const cases = JSON.parse(require("node:fs").readFileSync("cases.json", "utf8"));
const allowed = cases.map(([text, path]) => robotsParser("https://paper.example/robots.txt", text).isAllowed(`https://paper.example${path}`, "newsbot"));
console.log(JSON.stringify({ version: require("./node_modules/robots-parser/package.json").version, allowed: allowed.map((one) => one ?? true) }));
SCRIPT
"$folder/venv/bin/python" - <<'PYTHON'
import json
import subprocess
import sys
from importlib.metadata import version

import protego
import robots

ALL = "User-agent: *\n"
OTHER = "User-agent: newsbot\n{}User-agent: other\nDisallow: /a\n"
# name, robots.txt, path, may newsbot fetch it by the RFC, which packages say otherwise today
CASES = (
    ("rules for all", "User-agent: news\nDisallow: /b\n\nUser-agent: *\nDisallow: /a\n", "/a", False, {"Protego"}),
    ("rules for news", "User-agent: news\nDisallow: /b\n\nUser-agent: *\nDisallow: /a\n", "/b", True, {"Protego"}),
    ("two agents", OTHER.format(""), "/a", False, set()),
    ("Sitemap between agents", OTHER.format("Sitemap: https://paper.example/map.xml\n"), "/a", False, {"robots-parser"}),
    ("Crawl-delay between agents", OTHER.format("Crawl-delay: 5\n"), "/a", False, {"Protego", "robots-parser"}),
    ("another line between agents", OTHER.format("Content-signal: search=yes\n"), "/a", False, {"Protego", "robots-parser"}),
    ("letters as codes", ALL + "Disallow: /foo/bar/%62%61%7A\n", "/foo/bar/baz", False, {"robots-parser"}),
    ("~ as a code", ALL + "Disallow: /~joe\n", "/%7Ejoe/", False, {"robots-parser"}),
    ("Vietnamese letters", ALL + "Disallow: /tin-tức\n", "/tin-t%E1%BB%A9c/1", False, set()),
    ("%2A for *", ALL + "Disallow: /a%2Ab\n", "/a*b", False, {"robots-parser"}),
    ("%2A for anything", ALL + "Disallow: /a%2Ab\n", "/axb", True, {"robotspy"}),
    ("%24 for $", ALL + "Disallow: /a%24\n", "/a$b", False, {"robots-parser"}),
    ("%2F for /", ALL + "Disallow: /a%2Fb\n", "/a/b", True, {"robotspy"}),
    ("robots.txt itself", ALL + "Disallow: /\n", "/robots.txt", True, {"robots-parser", "robotspy"}),
    ("lines ended by CR", "User-agent: *\rDisallow: /a\r", "/a", False, {"robotspy"}),
)
with open("cases.json", "w", encoding="utf-8") as file:
    json.dump([case[1:3] for case in CASES], file)
npm = json.loads(subprocess.run(["node", "read.cjs"], check=True, capture_output=True, encoding="utf-8").stdout)
print("Protego", version("Protego"), "robotspy", version("robotspy"), "robots-parser", npm["version"])
same = 0
for (name, text, path, right, expected), by_npm in zip(CASES, npm["allowed"], strict=True):
    url = "https://paper.example" + path
    allowed = {
        "Protego": protego.Protego.parse(text).can_fetch(url, "newsbot"),
        "robotspy": robots.RobotsParser.from_string(text).can_fetch("newsbot", url),
        "robots-parser": by_npm,
    }
    wrong = {package for package, answer in allowed.items() if answer != right}
    same += wrong == expected
    print(f"{name}: {path} is {'allowed' if right else 'not allowed'}, otherwise by {', '.join(sorted(wrong)) or 'none'}")
sys.exit(0 if same == len(CASES) else 1)
PYTHON
