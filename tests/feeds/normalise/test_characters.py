"""Characters made sound: tables of what goes in and what comes out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.characters import clean, clean_lines

CASES = {
    "decomposed": (unicodedata.normalize("NFD", "Dân vận khéo"), "Dân vận khéo"),
    "entity": ("D&#226;n v&#7853;n", "Dân vận"),
    "hexadecimal entity": ("D&#xE2;n", "Dân"),
    "escaped twice": ("L&amp;apos;&amp;#233;cole", "L'école"),
    "escaped three times": ("a&amp;amp;nbsp;b", "a b"),
    "escaped four times": ("a&amp;amp;amp;nbsp;b", "a&nbsp;b"),
    "ampersand alone": ("TN&MT & B&B", "TN&MT & B&B"),
    "query of an address": ("https://example.vn/?a=1&para=2&copy=3", "https://example.vn/?a=1&para=2&copy=3"),
    "unknown entity": ("&nosuch; x", "&nosuch; x"),
    "escaped less-than": ("2 &lt; 3 &gt; 1", "2 < 3 > 1"),
    "escaped tag": ("&lt;script&gt;", "&lt;script>"),
    "tag escaped twice": ("&amp;lt;b&amp;gt;", "&lt;b>"),
    "tag with an escaped letter": ("&lt;&#115;cript&gt;", "&lt;script>"),
    "letter after a bare less-than": ("<&#115;cript", "<&#115;cript"),
    "byte-order mark": ("\ufeffDân", "Dân"),
    "soft hyphen": ("mobi\u00adlization", "mobilization"),
    "zero-width space": ("a\u200bb", "ab"),
    "direction marks": ("\u202aabc\u202c\u200f", "abc"),
    "controls": ("a\x00b\x07c\x7f", "abc"),
    "misread quotation marks": ("\x93Dân\x94 it\x92s", "“Dân” it’s"),
    "spaces": ("a\u00a0b\u2009c\u3000d\te\u202ff\u3164g", "a b c d e f g"),
    "line breaks": ("a\r\nb\u2028c", "a b c"),
    "ideographic indent": ("\u3000\u3000样本", "样本"),
    "replacement character": ("D\ufffdn", "D\ufffdn"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "quotation marks": ("“a” «b» 'c' „d“", "“a” «b» 'c' „d“"),
    "non-joiner in Persian": ("می\u200cخواهم", "می\u200cخواهم"),
    "non-joiner in Latin": ("of\u200cfice", "office"),
    "non-joiner at an end": ("ها\u200c ", "ها"),
    "joiner in Hindi": ("क्\u200dष", "क्\u200dष"),
    "joiner in Sinhala": ("ශ්\u200dරී", "ශ්\u200dරී"),
    "joiner in an emoji": ("👩\u200d🌾", "👩\u200d🌾"),
    "zero-width space in Khmer": ("ប្រជា\u200bជន", "ប្រជាជន"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES.keys())
def test_clean(given: str, expected: str) -> None:
    assert clean(given) == expected


@pytest.mark.parametrize("given", [case[1] for name, case in CASES.items() if name != "escaped four times"])
def test_clean_leaves_what_is_clean(given: str) -> None:
    assert clean(given) == given


def test_clean_lines_keeps_lines() -> None:
    assert clean_lines("\ufeff a \r\n\r\nb\u2029c\u00a0 d\r") == "a\n\nb\nc d\n"


def test_clean_is_quick_on_long_text() -> None:
    assert len(clean("&amp;" * 200_000)) == 200_000


def assert_sound(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize("plane", range(17))
def test_clean_survives_every_character(plane: int) -> None:
    """Unassigned ones, halves of pairs and marks without a letter too, each between others and at both ends."""
    for start in range(plane * 0x10000, (plane + 1) * 0x10000, 0x100):
        row = [chr(code) for code in range(start, start + 0x100)]
        assert_sound("".join(row))
        assert_sound("a".join(row) + " " + " ".join(row))


@given(
    st.text()
    | st.lists(st.sampled_from(["&", "#", "x", "amp;", "lt;", "1", "é", "\u0301", "\u200d", "\r"])).map(
        "".join
    )
)
def test_clean_survives_any_text(text: str) -> None:
    assert_sound(text)
