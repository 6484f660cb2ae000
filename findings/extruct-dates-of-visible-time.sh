#!/bin/bash
# extruct loses the date of <time> without a datetime attribute, the base of a page, and JSON-LD whose type has a parameter.
#
# Found while structured data of articles were read. By HTML (microdata, "Values") the value of a time element without
# `datetime` is its text, and addresses are resolved against the document's base: extruct gives "", and takes the page's
# address. HTML+RDFa 1.1 (3.1) has `datetime` for the value of a property: extruct gives the text for people, "hôm qua"
# (yesterday).
# JSON-LD 1.1 (7) lets a profile follow the type application/ld+json, and names of media types have no case (RFC 2045, 5.1):
# such scripts are passed over.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check extruct==0.18.0 lxml==6.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys
from importlib.metadata import version

import extruct

print("extruct", version("extruct"))
ITEM = '<article itemscope itemtype="https://schema.org/NewsArticle">{}</article>'
NODE = '<script type="{}">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harvest"}}</script>'
RDFA = '<article vocab="https://schema.org/" typeof="NewsArticle" resource="#1">{}</article>'


def read(syntax, body, head=""):
    page = f'<!doctype html><html lang="vi"><head><title>Paper</title>{head}</head><body>{body}</body></html>'
    return extruct.extract(page, base_url="https://paper.example/a/b", syntaxes=[syntax])[syntax]


def microdata(inside, head=""):
    return read("microdata", ITEM.format(inside), head)[0]["properties"]


def rdfa(inside):
    (node,) = (one for one in read("rdfa", RDFA.format(inside)) if one["@id"].endswith("#1"))
    return node["https://schema.org/datePublished"][0]["@value"]


PROFILED = "application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted"
BASE = '<base href="https://cdn.example/z/">'
# what is read, what it is today, what the standard says
READ = (
    ("microdata, time with an attribute", microdata('<time itemprop="datePublished" datetime="2026-09-14">hôm qua</time>'),
     {"datePublished": "2026-09-14"}, "the same"),
    ("microdata, time", microdata('<time itemprop="datePublished">2026-09-14</time>'), {"datePublished": ""}, "2026-09-14"),
    ("microdata, base", microdata('<a itemprop="url" href="1">x</a>', BASE), {"url": "https://paper.example/a/1"},
     "https://cdn.example/z/1"),
    ("RDFa, time with an attribute", rdfa('<time property="datePublished" datetime="2026-09-14">hôm qua</time>'), "hôm qua",
     "2026-09-14"),
    ("JSON-LD", len(read("json-ld", NODE.format("application/ld+json"))), 1, "the same"),
    ("JSON-LD, profile", len(read("json-ld", NODE.format(PROFILED))), 0, "1"),
    ("JSON-LD, capital letters", len(read("json-ld", NODE.format("application/LD+JSON"))), 0, "1"),
)  # fmt: skip
same = 0
for name, found, expected, right in READ:
    same += found == expected
    print(f"{name}: {found!r}, by the standard {right}")
sys.exit(0 if same == len(READ) else 1)
PYTHON
