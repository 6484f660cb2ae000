#!/bin/bash
# htmldate, and trafilatura with it, gives an article the date of a comment, of the work it translates or of one it
# cites.
#
# Found while structured data of articles were read by peers. In JSON-LD a node holds others: a NewsArticle its
# comments, its `translationOfWork` or its `citation`, each with a `datePublished` of its own, which belongs to that
# node alone. htmldate takes the first date of that name that stands in the text of the page's scripts. The members of
# a JSON object have no order (RFC 8259, section 1): the same data give the right date when the article's own happens
# to be written first, and a reader's comment of four days later or a resolution of 2001 when it is not. A list of
# other articles in a script before does the same.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0 trafilatura==2.3.1 \
  lxml_html_clean==0.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import json
import sys
from importlib.metadata import version

import htmldate
import trafilatura

for package in ("htmldate", "trafilatura"):
    print(package, version(package))
TEXT = "".join(f"<p>{number}. {'The people of the village cleared the canal before the new season. ' * 4}</p>" for number in range(4))
OWN = {"datePublished": "2026-09-14T09:30:00+07:00"}
COMMENT = {"comment": [{"@type": "Comment", "datePublished": "2026-09-18T08:00:00+07:00", "text": "Well done"}]}
ORIGINAL = {"translationOfWork": {"@type": "NewsArticle", "inLanguage": "vi", "datePublished": "2026-09-02T08:00:00+07:00"}}
CITED = {"citation": {"@type": "CreativeWork", "name": "A resolution", "datePublished": "2001-05-06"}}
LIST = {
    "@context": "https://schema.org",
    "@type": "ItemList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "item": {"@type": "NewsArticle", "datePublished": "2019-01-02T08:00:00+07:00"}}
    ],
}


def article(*parts):
    whole = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The canal"}
    for part in parts:
        whole.update(part)
    return whole


# what stands in the scripts of the page, what is read today
READ = (
    ("the article alone", [article(OWN)], "2026-09-14"),
    ("its own date, then a comment's", [article(OWN, COMMENT)], "2026-09-14"),
    ("a comment's, then its own", [article(COMMENT, OWN)], "2026-09-18"),
    ("the translated article's, then its own", [article(ORIGINAL, OWN)], "2026-09-02"),
    ("a cited work's, then its own", [article(CITED, OWN)], "2001-05-06"),
    ("a list of others, then the article", [LIST, article(OWN)], "2019-01-02"),
)
same = 0
for name, nodes, expected in READ:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    page = f"""<!doctype html><html lang="en"><head><title>The canal</title>{scripts}</head>
<body><article><h1>The canal</h1>{TEXT}</article></body></html>"""
    date = htmldate.find_date(page, original_date=True)
    whole = trafilatura.bare_extraction(page, with_metadata=True)
    same += date == whole.date == expected
    print(f"{name}: htmldate {date}, trafilatura {whole.date}; the article is of 2026-09-14")
sys.exit(0 if same == len(READ) else 1)
PYTHON
