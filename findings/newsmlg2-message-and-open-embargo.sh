#!/bin/bash
# newsmlg2 reads no item of a news message, and raises at an embargo without an end and at a hop history.
#
# Found while looking for a reader of news agencies' documents. Agencies send items in a `newsMessage`, whose `itemSet`
# holds them (NewsML-G2, News Messages). The library gives an `ItemSet` without any way to the items, and writes the
# message without it. An empty `embargoed` is valid since NAR 1.4 (DateTimeOrNullPropType of the framework schema) and says
# that the item is embargoed until further notice: reading it raises AttributeError. `hopHistory`, by which providers record where
# an item passed, raises TypeError, as the class of its `hop` is named by a string that is not resolved.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check newsmlg2==1.1 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import NewsMLG2

print("newsmlg2", version("newsmlg2"))
G2 = "http://iptc.org/std/nar/2006-10-01/"
ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:agency.example:20261120:1" version="1"
  standard="NewsML-G2" standardversion="2.34" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>{before}
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:IPTC"/>
<versionCreated>2026-11-20T12:00:00+07:00</versionCreated>{more}</itemMeta>
<contentMeta><headline>Rice harvest begins</headline></contentMeta></newsItem>"""


def outcome(document):
    """How reading a document ends: the class of the item, or that of the error."""
    try:
        return type(NewsMLG2.NewsMLG2Document(document.encode()).get_item()).__name__
    except Exception as error:
        return f"{type(error).__name__}: {error}"


message = (
    f'<newsMessage xmlns="{G2}"><header><sent>2026-11-20T12:00:00+07:00</sent></header>'
    f"<itemSet>{ITEM.format(before='', more='')}</itemSet></newsMessage>"
)
read = NewsMLG2.NewsMLG2Document(message.encode()).get_item()
names = [one for one in vars(type(read.itemset)).get("elements", ())]
written = read.to_xml_string()
found = (
    ("elements that ItemSet declares", names == []),
    ("a message is written without its items", "newsItem" not in written and "Rice harvest" not in written),
    ("an item alone", outcome(ITEM.format(before="", more="")) == "NewsItem"),
    ("an embargo with an end", outcome(ITEM.format(before="", more="<embargoed>2026-12-01T00:00:00Z</embargoed>")) == "NewsItem"),
    ("an embargo without an end", outcome(ITEM.format(before="", more="<embargoed/>")).startswith("AttributeError")),
    (
        "a hop history",
        outcome(ITEM.format(before='<hopHistory><hop seq="1"><party qcode="nprov:IPTC"/></hop></hopHistory>', more="")).startswith("TypeError"),
    ),
)  # fmt: skip
for what, is_as_described in found:
    print(f"{what}: {'as described' if is_as_described else 'has changed'}")
sys.exit(0 if all(is_as_described for _what, is_as_described in found) else 1)
PYTHON
