#!/bin/bash
# reader 3.26, freshly installed, can follow no feed: its copy of feedparser asks for a module that feedparser no longer brings.
#
# Found while feed readers were set up to read our feeds. reader carries a copy of feedparser's development branch, which imports
# `sgmllib`, and declares feedparser as a dependency for what that needs. feedparser 6.0.12 brought sgmllib3k, whose module has that
# name; 6.0.14 brings feedparser-sgmllib, whose module is called feedparser_sgmllib. `pip check` finds nothing wrong, `import reader`
# works, and the first add_feed raises ModuleNotFoundError. With feedparser 6.0.12 in its place all is well.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/follow.py" <<'PYTHON'
import sys
from importlib.metadata import version

from reader import make_reader

folder = sys.argv[1]
try:
    with make_reader(":memory:", feed_root=folder) as reader:
        reader.add_feed("feed.xml")
        reader.update_feeds()
        outcome = [entry.title for entry in reader.get_entries()]
except ModuleNotFoundError as error:
    outcome = str(error)
print(f"reader {version('reader')} with feedparser {version('feedparser')}: {outcome}")
sys.exit(outcome != {"6.0.14": "No module named 'sgmllib'", "6.0.12": ["Harvest"]}[version("feedparser")])
PYTHON
cat > "$folder/feed.xml" <<'FEED'
<rss version="2.0"><channel><title>Paper</title><link>https://paper.example/</link><description>News</description>
<item><title>Harvest</title><link>https://paper.example/1</link></item></channel></rss>
FEED
for release in 6.0.14 6.0.12; do
  python3 -m venv --clear "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check reader==3.26 "feedparser==$release"
  "$folder/venv/bin/pip" --disable-pip-version-check check
  "$folder/venv/bin/python" "$folder/follow.py" "$folder"
done
