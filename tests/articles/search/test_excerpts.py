"""What is marked, and which piece of a text is shown."""

import pytest

from articles.search.excerpts import (
    EXCERPT_CHARACTERS,
    Highlighter,
    excerpt,
    highlighted,
    search_terms_of,
    words_to_stem_in,
)
from articles.search.query import parse


def shown(typed, text):
    return str(highlighted(text, found_in(text, typed)))


def found_in(text, typed):
    return Highlighter(search_terms_of(parse(typed), {}), {}).matches_in(text, "vi")


MARKED = {
    "marked words": ("dân vận", "Dân vận, dẫn vấn", "<mark>Dân</mark> <mark>vận</mark>, dẫn vấn"),
    "unmarked words": (
        "dan van",
        "Dân vận, dẫn vấn",
        "<mark>Dân</mark> <mark>vận</mark>, <mark>dẫn</mark> <mark>vấn</mark>",
    ),
    "old tone placement": ("hòa", "hoà bình", "<mark>hoà</mark> bình"),
    "part of a word": ("van", "văn hóa vang", "<mark>văn</mark> hóa vang"),
    "Chinese": ("民运工作", "做好民运工作。", "做好<mark>民运工作</mark>。"),
    "Chinese words apart": ("民运工作", "民运的工作", "<mark>民运</mark>的<mark>工作</mark>"),
    "Chinese in other forms": ("民运工作", "做好民運工作。", "做好<mark>民運工作</mark>。"),
    "Thai": ("น้ำท่วม", "หลังน้ำท่วมใหญ่", "หลัง<mark>น้ำท่วม</mark>ใหญ่"),
    "Korean with another space": ("대중동원", "대중 동원 사업", "<mark>대중 동원</mark> 사업"),
    "Arabic article": ("تعبئة", "التعبئة", "<mark>التعبئة</mark>"),
    "document": ("23-QĐ/TW", "under 23-QD/TW now", "under <mark>23-QD/TW</mark> now"),
    "document between characters": ("25-NQ/TW", "第25-NQ/TW号", "第<mark>25-NQ/TW</mark>号"),
    "another document": ("25-NQ/TW", "125-NQ/TW", "125-NQ/TW"),
    "escaped": ("dân", "<b>dân</b> & co", "&lt;b&gt;<mark>dân</mark>&lt;/b&gt; &amp; co"),
    "excluded words are not marked": ("dân -vận", "dân vận", "<mark>dân</mark> vận"),
    "filters are not marked": ("dân lang:vi", "dân lang vi", "<mark>dân</mark> lang vi"),
}


@pytest.mark.parametrize(("typed", "text", "expected"), MARKED.values(), ids=MARKED)
def test_marked(typed, text, expected):
    assert shown(typed, text) == expected


def test_words_of_one_stem_are_marked():
    terms = search_terms_of(parse("bridges"), {("en", "bridges"): "bridg"})
    text = "A bridge, bridging a ridge; an abridged text"
    assert words_to_stem_in(terms, text, "en") == {("en", "bridge"), ("en", "bridging"), ("en", "abridged")}
    assert words_to_stem_in(terms, text, "vi") == set()
    stems = {("en", "bridge"): "bridg", ("en", "bridging"): "bridg", ("en", "abridged"): "abridg"}
    highlighter = Highlighter(terms, stems)
    assert highlighter.matches_in(text, "vi") == []
    found = highlighter.matches_in(text, "en")
    assert (
        highlighted(text, found) == "A <mark>bridge</mark>, <mark>bridging</mark> a ridge; an abridged text"
    )


def cut(typed, text):
    return str(excerpt(text, found_in(text, typed)))


def test_an_excerpt_begins_at_the_sentence_of_the_best_find():
    filler = "Câu này nói chuyện khác hẳn. " * 20
    text = filler + "Ở đây có dân. " + filler + "Xã làm dân vận khéo rất hay. " + filler
    found = cut("dân vận khéo", text)
    assert found.startswith("… Xã làm <mark>dân</mark> <mark>vận</mark> <mark>khéo</mark> rất hay.")
    assert found.endswith(" …")


def test_an_excerpt_of_nothing_found_is_the_beginning():
    assert cut("xyz", "Một câu ngắn.") == "Một câu ngắn."
    long = cut("xyz", "chữ " * 500)
    assert long.startswith("chữ chữ")
    assert len(long) <= EXCERPT_CHARACTERS + 2


def test_an_excerpt_without_spaces_is_shorter():
    text = "天" * 500 + "民运" + "地" * 500
    found = cut("民运", text)
    assert "<mark>民运</mark>" in found
    assert len(found) < 160


@pytest.mark.parametrize("text", ["", " ", "\n", "民", "a" * 5000, "民" * 5000, "a " * 5000])
def test_any_text_has_an_excerpt(text):
    cut("a 民", text)
