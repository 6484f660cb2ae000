#!/bin/bash
# goose3 gives an author whose name is a text letter by letter, and reads no date, author or headline of an article of
# two types.
#
# Found while structured data of articles were read by peers. schema.org expects a Person or an Organization as
# `author`, and says in its "Data Model" ("Conformance") that a text is often found and accepted there. Of such a text
# goose3 makes one author of each letter. In JSON-LD 1.1 the value of @type may be an array, @context an object or an
# array, and a node may be told by its @id alone (3.1, 3.3 and 3.5): such articles have no date and no authors, or no
# authors, and the title is that of the browser's window. Two names of one author are an array among the authors.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check goose3==3.1.22 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import json
import sys
from importlib.metadata import version

from goose3 import Goose

print("goose3", version("goose3"))
DATE = "2026-09-14T09:30:00+07:00"
DESK = {"@type": "Organization", "name": "Ban Thời sự"}
NODE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Dọn kênh", "datePublished": DATE, "author": DESK}
LINKED = {
    "@context": "https://schema.org",
    "@graph": [{**NODE, "author": {"@id": "#desk"}}, {**DESK, "@id": "#desk"}],
}
TEXT = "<p>Sáng nay, các hộ dân cùng cán bộ mặt trận dọn những con kênh của xã trước vụ mới, để nước về kịp ruộng.</p>" * 4
WINDOW = "Dọn kênh - Báo Mẫu"
# what is written, what is read of it today: title, date and authors
READ = (
    ("a desk", NODE, "Dọn kênh", DATE, ["Ban Thời sự"]),
    ("two desks", {**NODE, "author": [DESK, {**DESK, "name": "Tổ ảnh"}]}, "Dọn kênh", DATE, ["Ban Thời sự", "Tổ ảnh"]),
    ("a text", {**NODE, "author": "Ban Thời sự"}, "Dọn kênh", DATE, list("Ban Thời sự")),
    ("two names", {**NODE, "author": {**DESK, "name": ["Thời sự", "News"]}}, "Dọn kênh", DATE, [["Thời sự", "News"]]),
    ("a desk with an @id", LINKED, "Dọn kênh", DATE, []),
    ("two types", {**NODE, "@type": ["NewsArticle", "Article"]}, WINDOW, None, []),
    ("a context of two", {**NODE, "@context": ["https://schema.org", {"@language": "vi"}]}, WINDOW, None, []),
    ("a context with @vocab", {**NODE, "@context": {"@vocab": "https://schema.org/"}}, WINDOW, None, []),
)
same = 0
for name, node, *expected in READ:
    page = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{WINDOW}</title>
<script type="application/ld+json">{json.dumps(node)}</script></head><body><article><h1>Dọn kênh</h1>{TEXT}</article></body></html>"""
    article = Goose({"enable_image_fetching": False}).extract(raw_html=page)
    found = [article.title, article.publish_date, article.authors]
    same += found == expected
    print(f"{name}: {found}")
sys.exit(0 if same == len(READ) else 1)
PYTHON
