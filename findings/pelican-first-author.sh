#!/bin/bash
# Pelican's feeds name the first of several authors of an article only; its pages name them all.
#
# Atom allows several authors of an entry (RFC 4287, 4.2.1), and dc:creator may be repeated in RSS. Pelican hands the
# article's `author` to the feed generator, which is the first of its `authors`.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pelican[markdown]==4.12.0"
mkdir "$folder/content"
cat > "$folder/content/bridge.md" <<'ARTICLE'
Title: A bridge
Date: 2026-05-12 08:15
Authors: Ann Sample, Mai Sample

Three villages have built a bridge.
ARTICLE
cat > "$folder/pelicanconf.py" <<'SETTINGS'
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "all.atom.xml"
FEED_ALL_RSS = "all.rss.xml"
SETTINGS
cd "$folder"
venv/bin/pelican content --settings pelicanconf.py --quiet
echo "page: $(grep -c -E 'Ann Sample|Mai Sample' output/a-bridge.html) lines with an author"
grep -o '<author>.*</author>' output/all.atom.xml
grep -o '<dc:creator[^>]*>[^<]*' output/all.rss.xml
grep -q 'Mai Sample' output/a-bridge.html
if grep -q 'Mai Sample' output/all.atom.xml output/all.rss.xml; then exit 1; fi
