#!/bin/bash
# courlan cleans addresses of articles into those of other pages: a query without "=" is dropped, and reserved
# characters become their codes.
#
# Found while addresses of articles were compared. courlan's README has clean_url "normalize and scrub" an address;
# links of a page go the same way (extract_links). A query is any text (RFC 3986, 3.4): of ?12345, ?/news/12 or
# ?2026-09-14 nothing is left, and all articles of such a site become its front page. Addresses that differ in a
# reserved character and its code are not equivalent (2.2), and the comma is kept, but ; ( ) ' * + $ & @ are replaced in
# paths. A code of a byte that is no UTF-8 becomes that of the replacement character, and the word in a legacy encoding
# is lost. //host/path has the scheme of the page that names it (4.2, 5.2.2): on a page of https it is read as http.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check courlan==1.4.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
from urllib.parse import urljoin

from courlan import clean_url, extract_links, fix_relative_urls

print("courlan", version("courlan"))
SITE = "https://paper.example/"
# what stands behind the site's name, what is made of it today
CLEANED = {
    "article.php?id=12": "article.php?id=12",
    "?12345": "",
    "index.php?/news/12": "index.php",
    "news?2026-09-14-rice": "news",
    "a?id=1&print": "a?id=1",
    "rice,123.html": "rice,123.html",
    "rice;123.html": "rice%3B123.html",
    "rice_(plant)": "rice_%28plant%29",
    "@paper/12": "%40paper/12",
    "a+b": "a%2Bb",
    "find?q=rice;page=2": "find?q=rice%3Bpage%3D2",
    "find?q=%E0%A7%8D": "find?q=%E0%A7%8D",
    "find?q=b%E3o": "find?q=b%EF%BF%BDo",
}
same = 0
for address, expected in CLEANED.items():
    cleaned = clean_url(SITE + address)
    same += cleaned == SITE + expected
    print(f"{SITE}{address}: {cleaned}{'' if cleaned == SITE + address else ' (another address)'}")
page = "".join(f'<a href="/?{number}">Harvest {number}</a>' for number in (12345, 12346, 12347))
links = extract_links(f"<html><body>{page}</body></html>", url=SITE, external_bool=False)
print("links of a page with /?12345, /?12346 and /?12347:", *links)
relative = fix_relative_urls(SITE, "//other.example/1")
print(f"//other.example/1 on {SITE}: {relative}; by urllib.parse {urljoin(SITE, '//other.example/1')}")
sys.exit(0 if same == len(CLEANED) and links == {SITE} and relative == "http://other.example/1" else 1)
PYTHON
