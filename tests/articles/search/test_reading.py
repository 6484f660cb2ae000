"""What is read of the texts of a few articles: where the words stand, and when a text need not be read for that."""

import random

import pytest
from django.db import connection

from articles.search.plan import plan, words_to_stem
from articles.search.query import parse
from articles.search.reading import Reader, Reading, Texts
from articles.search.stems import stems_of

pytestmark = pytest.mark.django_db


def reader_of(typed: str, edition: str = "vi") -> "tuple[Reader, str]":
    query = parse(typed)
    asked = plan(query, stems_of(words_to_stem(query)), edition)
    return Reader(asked), asked.match


LONGEST = "a" * 60
READ = {
    "words": ('"vận"', "Dân vận, VẬN!", "vi", "'vận':2C,3C", 4),
    "nothing": ('"tỉnh"', "Dân vận", "vi", "", 3),
    "several words in a piece": ('"covid"', "A covid-19 -- covid", "en", "'covid':2C,4C", 5),
    "letters of another width": ('"covid"', "A ｃｏｖｉｄ", "en", "'covid':2C", 3),
    "very long words": (f'"{LONGEST}"', f"{LONGEST}b A{LONGEST}.", "en", f"'{LONGEST}':1C,2C", 3),
    "a line with a name in another script": (
        '"river"',
        "River\nof 湄公河, river",
        "en",
        "'river':1C,7C",
        8,
    ),
    "a first line with such a name": ('"river"', "湄公河 river\nriver 河", "en", "'river':5C,6C", 9),
    "a word among characters": ('"river"', "做 River 民运", "zh-hans", "'river':3C", 7),
    "a run with spaces": ('"민운"', "대 민운 동", "ko", "'~민운':2C", 5),
    "runs with signs": ('"民运"', "做 民运。民运,好", "zh-hans", "'~民运':2C,5C", 9),
    "runs with wide signs": ('"民运"', "做 民运。民运：好", "zh-hans", "'~民运':2C,5C", 10),
    "stems": ("elections", "Election (electing) élections", "en", "'en:elect':1C,2C '~elections':3C", 4),
    "no stems of another language": ("elections", "Election élections", "vi", "'~elections':2C", 3),
}


@pytest.mark.parametrize(("typed", "text", "language", "expected", "length"), READ.values(), ids=READ)
def test_words_are_read_with_their_places(
    typed: str, text: str, language: str, expected: str, length: int
) -> None:
    (reading,) = reader_of(typed, "en")[0].read([Texts(language, "", "", text)])
    assert reading == Reading(expected, length)


# Pieces of texts: the words of a query in many hands, other words, and what may stand between them.
QUERIES = {
    '"dân vận"': "dân vận DÂN Vận dâ\u0301n vận\u0301 dân\u200d dân\u00advận dan van ｄân",
    '"hòa bình"': "hòa bình hoà HÒA Bình HOÀ hoa",
    '"п’ять років"': "п’ять п'ять П’ЯТЬ років років’я ять",
    "25-NQ/TW": "25-NQ/TW 25-nq/tw 25 NQ TW 25-NQ/TWA 125-NQ/TW 25–NQ/TW",
    "Covid-19": "Covid-19 COVID-19 covid covid-19a covid 19 19",
    '"民运工作"': "民运工作 民運工作 民运 工作 运工 做民运工作好",
    '"น้ำท่วม"': "น้ำท่วม น้ำ ท่วม น้\u0e4d\u0e32ท่วม หลังน้ำท่วมใหญ่",
    "민주정부": "민주정부 민주 정부 민주정부\u11ab 민주정부는",
}
OTHERS = ["x", "a-b", "민", "民", "ก", "я", "19", "…"]
SIGNS = (" ", " ", " ", " ", " ", " ", *'-_(’"：。…', "\n", ", ", ". ", "", "\u00a0", "\u0301", "\u200d")


@pytest.mark.parametrize("typed", QUERIES)
def test_whatever_is_sure_to_match_matches(typed: str) -> None:
    chance = random.Random(typed)
    own = [*QUERIES[typed].split(), typed.strip('"')]

    def made_up() -> str:
        pieces = (
            chance.choice(chance.choice((own, OTHERS))) + chance.choice(SIGNS)
            for _number in range(chance.randint(0, 3))
        )
        return "".join(pieces).strip()

    reader, match = reader_of(typed)
    languages = ("vi", "ko", "zh-hans")
    texts = [Texts(chance.choice(languages), *(made_up() for _part in range(3))) for _number in range(3_000)]
    sure = [reader.is_sure_of(one) for one in texts]
    matching = matches(reader.read(texts), match)
    assert not [one for one, is_sure, does in zip(texts, sure, matching, strict=True) if is_sure and not does]
    # Many of those that match are known to without being read; others are not.
    assert sum(matching) / 4 < sum(sure) < sum(matching) < len(texts)


def matches(read: "list[Reading]", match: str) -> "list[bool]":
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vector::tsvector @@ %s::tsquery FROM unnest(%s::text[]) WITH ORDINALITY AS read (vector, place) "
            "ORDER BY place",
            [match, [one.vector for one in read]],
        )
        return [does for (does,) in cursor.fetchall()]


NOT_SURE = {
    "a part of a word": ('"dân vận"', "dân vận\u0301"),
    "another order": ('"dân vận"', "vận dân"),
    "only one of two": ('"dân vận" "hòa bình"', "dân vận"),
    "a word left out": ('"dân vận" -tỉnh', "dân vận"),
    "words in any order": ("dân vận", "dân vận"),
    "a text with more words than places": ('"dân vận"', f"{'a ' * 9_000}dân vận"),
}


@pytest.mark.parametrize(("typed", "text"), NOT_SURE.values(), ids=NOT_SURE)
def test_what_is_not_sure(typed: str, text: str) -> None:
    reader, _match = reader_of(typed)
    assert not reader.is_sure_of(Texts("vi", "", "", text))
