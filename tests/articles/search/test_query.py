"""The grammar of the search box."""

from datetime import date

import pytest

from articles.search.query import MOST_CHARACTERS, MOST_WORDS, Query, parse, without

CASES = {
    "words": ("dân vận khéo", {"words": ("dân", "vận", "khéo")}),
    "phrase": ('"dân vận khéo" xã', {"phrases": ("dân vận khéo",), "words": ("xã",)}),
    "smart quotes": ("“dân vận khéo”", {"phrases": ("dân vận khéo",)}),
    "corner brackets": ("「大衆動員」", {"phrases": ("大衆動員",)}),
    "guillemets": ("«дан ван»", {"phrases": ("дан ван",)}),
    "unclosed quote": ('hội "phụ nữ', {"words": ("hội",), "phrases": ("phụ nữ",)}),
    "empty quotes": ('"" hội', {"words": ("hội",)}),
    "minus": ("dân vận -bóng", {"words": ("dân", "vận"), "excluded": ("bóng",)}),
    "minus phrase": ('dân -"bóng đá"', {"words": ("dân",), "excluded": ("bóng đá",)}),
    "full-width minus and colon": (
        "民运 －足球 ｌａｎｇ：zh",
        {"words": ("民运",), "excluded": ("足球",), "language": "zh"},
    ),
    "lone minus": ("hội - dân", {"words": ("hội", "dân")}),
    "hyphen inside a word": ("Covid-19", {"words": ("Covid-19",)}),
    "ideographic space": ("民运　工作", {"words": ("民运", "工作")}),
    "decomposed letters": ("da\u0302n", {"words": ("d\u00e2n",)}),
    "document": ("25-NQ/TW", {"documents": ("25-NQ/TW",)}),
    "document among words": (
        "nghị quyết 25-NQ/TW dân vận",
        {"documents": ("25-NQ/TW",), "words": ("nghị", "quyết", "dân", "vận")},
    ),
    "document without diacritics": ("23-QD/TW", {"documents": ("23-QĐ/TW",)}),
    "document in small letters": ("25-nq/tw", {"documents": ("25-NQ/TW",)}),
    "state document": ("33/CT-TTg", {"documents": ("33/CT-TTg",)}),
    "small state document": ("33/ct-ttg", {"documents": ("33/CT-TTg",)}),
    "full-width document": ("２５－ＮＱ／ＴＷ", {"documents": ("25-NQ/TW",)}),
    "a day is no document": ("19-5", {"words": ("19-5",)}),
    "language": ("dân lang:EN", {"words": ("dân",), "language": "en"}),
    "language with script": ("lang:zh_Hant 民運", {"words": ("民運",), "language": "zh-hant"}),
    "source": ("source:nhandan.vn hội", {"source": "nhandan.vn", "words": ("hội",)}),
    "quoted source": ('source:"Nhân Dân"', {"source": "Nhân Dân"}),
    "topic": ("topic:dan-van-kheo", {"topic": "dan-van-kheo"}),
    "after a day": ("hội after:2024-05-19", {"words": ("hội",), "after": date(2024, 5, 19)}),
    "after a month": ("after:2024-05", {"after": date(2024, 5, 1)}),
    "before a year": ("before:2024", {"before": date(2024, 1, 1)}),
    "both": ("after:2023 before:2024/6/1", {"after": date(2023, 1, 1), "before": date(2024, 6, 1)}),
    "web address": ("https://paper.example/a", {"words": ("https://paper.example/a",)}),
    "clock": ("10:30", {"words": ("10:30",)}),
    "heading colon": ("Hội: dân", {"words": ("Hội:", "dân")}),
    "operator without value": ("lang: dân", {"words": ("lang:", "dân")}),
    "nothing": ("   ", {}),
    "signs only": ("!!! ??? ***", {}),
}
FIELDS = ("words", "phrases", "documents", "excluded", "source", "topic", "language", "after", "before")


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES)
def test_parse(typed, expected):
    query = parse(typed)
    default = Query()
    assert {
        name: getattr(query, name) for name in FIELDS if getattr(query, name) != getattr(default, name)
    } == expected
    assert query.problems == ()


PROBLEMS = {
    "bad date": ("hội after:yesterday", "yesterday", ("hội",)),
    "no such day": ("hội before:2024-02-30", "2024-02-30", ("hội",)),
    "unknown operator": ("author:Hoa hội", "author:", ("Hoa", "hội")),
    "bad language": ("hội lang:klingonish", "klingonish", ("hội",)),
    "language nobody has": ("hội lang:qqq", "qqq", ("hội",)),
    "too many words": (" ".join(f"từ{number}" for number in range(MOST_WORDS + 3)), "12", None),
    "too long": ("dài " * 60, str(MOST_CHARACTERS), None),
    "minus before an operator": ("hội -lang:en", "-lang:", ("hội",)),
    "dates that exclude each other": ("hội after:2024 before:2023", "2023-01-01", ("hội",)),
    "only a minus": ("-hội", "minus", ()),
}


@pytest.mark.parametrize(("typed", "said", "words"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_is_not_understood_is_said_and_the_rest_searched(typed, said, words):
    query = parse(typed)
    assert any(said in problem for problem in query.problems)
    if words is not None:
        assert query.words == words


def test_no_more_words_than_the_limit():
    query = parse(" ".join(f"từ{number}" for number in range(50)))
    assert len(query.words) == MOST_WORDS


@pytest.mark.parametrize(
    "typed",
    [
        "\0",
        "'",
        "\\",
        "a'b\\c",
        "(((",
        "&|!",
        ":*",
        '"',
        "-",
        "-:",
        "lang:",
        "⁄⁄",
        "١٢-نق",
        "\ud800x",
        "25-/",
        "ﬁ" * 300,
    ],
)
def test_never_raises(typed):
    assert isinstance(parse(typed), Query)


def test_without_an_operator():
    assert without('hội lang:en "phụ nữ" source:"Nhân Dân"', "lang") == 'hội "phụ nữ" source:"Nhân Dân"'
    assert without("ｌａｎｇ：zh 民运", "lang") == "民运"


PHONES = {
    "a minus sign": ("lũ −bão", {"words": ("lũ",), "excluded": ("bão",)}),
    "a dash": ("lũ –“thể thao”", {"words": ("lũ",), "excluded": ("thể thao",)}),
    "French quotes with spaces": ("« dân vận »", {"phrases": ("dân vận",)}),
    "a space behind the colon": ("Source: nhandan.vn lũ", {"source": "nhandan.vn", "words": ("lũ",)}),
    "a wide colon": ("lang：vi lũ", {"language": "vi", "words": ("lũ",)}),
    "a Thai year": ("after:2567", {"after": date(2024, 1, 1)}),
    "Thai digits": ("before:๑๙/๕/๒๕๖๗", {"before": date(2024, 5, 19)}),
    "a day first": ("after:19/5/2024", {"after": date(2024, 5, 19)}),
    "a month first": ("after:5/2024", {"after": date(2024, 5, 1)}),
    "a range is no minus": ("2020–2024 lũ", {"words": ("2020–2024", "lũ")}),
}


@pytest.mark.parametrize(("typed", "expected"), PHONES.values(), ids=PHONES)
def test_as_phones_type(typed: str, expected: dict[str, object]) -> None:
    query = parse(typed)
    assert {name: getattr(query, name) for name in expected} == expected
    assert query.problems == ()
