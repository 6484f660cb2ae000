#!/bin/bash
# goose3, newspaper4k and jusText find no text in a Vietnamese page in decomposed form, jusText none in a Korean one.
#
# Found while extractors were given pages in both Unicode forms. Pages written on some systems come in NFD, which is
# canonically equivalent to NFC (Unicode Standard Annex 15) and looks the same. The three tell an article from its
# surroundings by the stop words of its language, and their lists are in NFC: of "của", "những" and "được" not one is
# found, the paragraphs count as boilerplate, and the text is empty. No error is raised. French pages survive, as
# enough of their stop words have no marks. trafilatura and boilerpy3, which count other things, read both forms.
#
# Exits with 0 while the behaviour is as described, and with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pip==26.3 # Python 3.11 may bring one that fails here
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check goose3==3.1.22 newspaper4k==0.9.6 jusText==3.0.2 \
  trafilatura==2.3.1 boilerpy3==1.0.7
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import logging
import sys
import unicodedata
from importlib.metadata import version

import justext
import newspaper
import trafilatura
from boilerpy3 import extractors
from goose3 import Goose

logging.disable(logging.CRITICAL)
for package in ("goose3", "newspaper4k", "jusText", "trafilatura", "boilerpy3"):
    print(package, version(package))
SENTENCES = {
    "vi": "Sáng nay, các hộ dân cùng cán bộ mặt trận dọn những con kênh của xã trước vụ mới, để nước về kịp ruộng. ",
    "ko": "오늘 아침 마을 주민들은 새 농사철을 앞두고 수로를 청소하여 물이 모든 논에 제때 도착하도록 하였다. 그리고 모두가 기뻐하였다. ",
    "fr": "Ce matin, les habitants du village ont nettoyé le canal avant la saison, pour que l'eau arrive à temps dans les champs. ",
}
STOP_LISTS = {"vi": "Vietnamese", "ko": "Korean", "fr": "French"}


def goose(page, _):
    return Goose({"enable_image_fetching": False}).extract(raw_html=page).cleaned_text


def newspaper_of(page, _):
    article = newspaper.Article("https://paper.example/a", fetch_images=False)
    article.download(input_html=page)
    article.parse()
    return article.text


def jus_text(page, language):
    paragraphs = justext.justext(page.encode(), justext.get_stoplist(STOP_LISTS[language]))
    return " ".join(one.text for one in paragraphs if not one.is_boilerplate)


def trafilatura_of(page, _):
    return trafilatura.extract(page)


def boilerpy(page, _):
    return extractors.ArticleExtractor().get_content(page)


# the language, the extractor, whether the paragraphs of the page in NFC and in NFD are found today
READ = (
    ("vi", goose, True, False),
    ("vi", newspaper_of, True, False),
    ("vi", jus_text, True, False),
    ("vi", trafilatura_of, True, True),
    ("vi", boilerpy, True, True),
    ("ko", jus_text, True, False),
    ("ko", trafilatura_of, True, True),
    ("fr", goose, True, True),
    ("fr", newspaper_of, True, True),
    ("fr", jus_text, True, True),
)
same = 0
for language, extract, *expected in READ:
    text = "".join(f"<p>{number}. {SENTENCES[language] * 3}</p>" for number in range(1, 5))
    page = f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>A</title></head><body>
<nav><a href="/">A</a></nav><main><article><h1>A</h1>{text}</article></main><footer><p>B</p></footer></body></html>"""
    texts = [extract(unicodedata.normalize(form, page), language) or "" for form in ("NFC", "NFD")]
    found = [all(f"{number}. " in one for number in range(1, 5)) for one in texts]
    same += found == expected and all(len(one) == 0 for one, whole in zip(texts, found, strict=True) if not whole)
    print(f"{language} {extract.__name__}: {len(texts[0])} characters of the page in NFC, {len(texts[1])} in NFD")
sys.exit(0 if same == len(READ) else 1)
PYTHON
