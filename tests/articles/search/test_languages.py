"""Real searches in ten languages: the right article comes first."""

import html
import re

import pytest
from django.db import connection
from django.utils.html import strip_tags

from articles.models import Article, Story
from articles.search import find, index_articles, parse
from articles.search.languages import CONFIGURATIONS
from articles.search.vectors import loose_lexemes
from articles.search.words import bigrams, forms, pieces, plain
from tests.articles.search.library import LIBRARY, SEARCHES, SUBJECTS
from tests.factories import NOON, make_article, make_source

# Its chapter 12.6, snowball dictionaries.
OF_POSTGRESQL_15 = frozenset(
    {
        *(
            "arabic",
            "armenian",
            "basque",
            "catalan",
            "danish",
            "dutch",
            "english",
            "finnish",
            "french",
            "german",
        ),
        *(
            "greek",
            "hindi",
            "hungarian",
            "indonesian",
            "irish",
            "italian",
            "lithuanian",
            "nepali",
            "norwegian",
        ),
        *("portuguese", "romanian", "russian", "serbian", "simple", "spanish", "swedish", "tamil", "turkish"),
        "yiddish",
    }
)


@pytest.fixture
def library(db):
    """Every article of the library, indexed: the subject of each primary key."""
    source = make_source()
    texts = [
        (language, subject, title, text)
        for language, articles in LIBRARY.items()
        for subject, (title, text) in zip(SUBJECTS, articles, strict=True)
    ]
    stories = Story.objects.bulk_create([Story() for _ in texts])
    articles = Article.objects.bulk_create(
        Article(
            story=story,
            source=source,
            language=language,
            title=title,
            text=text,
            arrived_at=NOON,
            state=Article.State.PUBLISHED,
            content_hash=f"{number:064d}",
        )
        for number, (story, (language, _subject, title, text)) in enumerate(zip(stories, texts, strict=True))
    )
    index_articles(article.pk for article in articles)
    return {
        article.pk: subject
        for article, (_language, subject, _title, _text) in zip(articles, texts, strict=True)
    }


@pytest.mark.parametrize("language", SEARCHES)
def test_the_right_article_comes_first_and_shows_why(library, language):
    wrong = []
    for typed, subject in SEARCHES[language]:
        page = find(parse(typed), edition=language)
        found = [library[result.article.pk] for result in page.here]
        if found[:1] != [subject]:
            wrong.append(f"{typed}: {found} instead of {subject}")
        elif "<mark>" not in page.here[0].title + page.here[0].excerpt:
            wrong.append(f"{typed}: nothing is marked")
        elif html.unescape(strip_tags(page.here[0].title)) != page.here[0].article.title:
            wrong.append(f"{typed}: the title became {page.here[0].title}")
    assert wrong == []


def test_another_word_of_the_same_letters_is_taken_for_a_mistake(library):
    page = find(parse("dần vần khéo"), edition="vi")
    assert (page.by_spelling, page.suggestion) == (True, "dân vận khéo")


def test_every_language_has_ten_searches():
    assert all(len(searches) >= 10 for searches in SEARCHES.values())


@pytest.mark.parametrize("language", LIBRARY)
def test_a_search_in_one_language_alone(library, language):
    page = find(parse(f"25-NQ/TW lang:{language}"), edition="vi")
    assert [result.article.language for result in page.here] == [language]
    assert not page.elsewhere


def test_other_languages_stand_apart_behind_the_editions_own(library):
    page = find(parse("25-NQ/TW"), edition="ru")
    assert [result.article.language for result in page.here] == ["ru"]
    assert {result.article.language for result in page.elsewhere} == set(LIBRARY) - {"ru"}
    assert page.total == len(LIBRARY)
    assert {facet.value: facet.count for facet in page.facets.languages} == dict.fromkeys(LIBRARY, 1)


NOT_FOUND = {
    "a phrase in another order": ("vi", '"khéo dân vận"'),
    "a word left out": ("vi", "khéo -vận"),
    "a document nobody cites": ("vi", "26-NQ/TW"),
    "half a word": ("en", "mobi"),
    "characters of two places": ("zh-hans", '"桥民"'),
    "a phrase of another order": ("zh-hans", '"工作民运"'),
}


@pytest.mark.parametrize(("edition", "typed"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_does_not_match_is_not_found(library, edition, typed):
    assert find(parse(typed), edition=edition).total == 0


SUGGESTIONS = {
    "wrong tone": ("vi", "dân vân khéo", "dân vận khéo"),
    "a letter too few": ("en", "mobilzation", "mobilization"),
    "two letters changed": ("en", "fihsermen", "fishermen"),
    "one of two words": ("en", "digitall teams", "digital teams"),
}


@pytest.mark.parametrize(("edition", "typed", "expected"), SUGGESTIONS.values(), ids=SUGGESTIONS)
def test_another_spelling_is_offered(library, edition, typed, expected):
    page = find(parse(typed), edition=edition)
    assert page.by_spelling
    assert page.suggestion == expected
    assert page.total == find(parse(expected), edition=edition).total > 0


@pytest.mark.parametrize("typed", ["xqzwv jkwq", "ฮฮฮฮฮฮ", "民民民民"])
def test_nothing_close_gives_no_suggestion(library, typed):
    assert find(parse(typed), edition="en").suggestion == ""


HOSTILE = (
    "\u0640",
    "ab \u0640 \u064b",
    "\u0300 \u030f",
    "\u200d\u0301",
    "'",
    "\\",
    "a'b\\c",
    "(((",
    "&|!",
    ":*",
    "x" * 199,
    "'; DROP TABLE",
    "- -a",
    "ก",
    "‍",
    "25-/",
    "~dân",
    "#25-nq",
    "en:mobil",
    "dân:A",
    "đ",
    "ß ﬁ ſ",
    "١٢٣",
    "à̂̃",
    "🙂",
    "한",
    "मन",
)


def test_no_input_breaks_the_search(library):
    for typed in HOSTILE:
        find(parse(typed), edition="vi")


def test_long_runs_and_words_fit_the_vector(library):
    article = make_article(
        language="zh-hans",
        title="漢" * 400,
        lead="x" * 70_000,
        text="".join(chr(0x4E00 + number % 20_000) for number in range(90_000)) + " " + "w" * 5000,
    )
    index_articles([article.pk])
    assert Article.objects.filter(pk=article.pk, search__isnull=False).exists()


# Texts that PostgreSQL's parser would cut otherwise than we do.
SIGNS = {
    "en": "and/or L'été co-operation a.b.c example.com/path?x=1 me@example.com U.S.A. 3.14 1e5 -7 +84 24h <b>bold</b> &amp;",
    "vi": "Hòa Hoà “dân”-vận…khéo (Đảng) ĐẮK LẮK 30/2020/NĐ-CP dân\u200bvận TP.HCM một,hai;ba:bốn! số_liệu dân\u00a0vận\u3000khéo\u2028xa "
    + "x" * 3_000
    + " Đồng",
    "ru": "Ёлка ёж «дом» из-за т.е. №5",
    "de": "STRASSE Straße „Haus“",
    "tr": "İstanbul ILIK",
    "ar": "والشعب، الشعبُ أحمد ١٢٣",
    "hi": "गाँव के किसानों",
}


def test_the_index_holds_every_word_of_every_article(library):
    for language, text in SIGNS.items():
        index_articles([make_article(language=language, title=text[:20], lead=text, text=text).pk])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title, lead, text, tsvector_to_array(article_words(search, language, title, lead, text)) "
            "FROM articles_article"
        )
        rows = cursor.fetchall()
    assert len(rows) == len(library) + len(SIGNS)
    for title, lead, text, held in rows:
        wanted = set()
        for piece in pieces(plain(f"{title}\n{lead}\n{text}")):
            if piece.is_run:
                wanted.update(bigrams(piece.text)[:-1])
            elif (word := forms(piece.text)).exact:
                wanted.update((word.exact, *loose_lexemes(word)))
        assert wanted - set(held) == set(), title


def test_stemmers_are_those_of_the_oldest_server_that_may_be_used(db):
    """`articles.0032` names them to the server; it looks up each of them whichever is wanted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'article_words'")
        named = re.findall(r"'pg_catalog\.(\w+)'::regconfig", cursor.fetchone()[0])
    assert set(named) == set(CONFIGURATIONS.values()) | {"simple"}
    assert set(named) <= OF_POSTGRESQL_15


def test_the_index_holds_stems_under_their_language(library):
    pk = next(pk for pk, subject in library.items() if subject == "bridge" and _language_of(pk) == "en")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_words(search, language, title, lead, text) @@ %s::tsquery FROM articles_article WHERE id = %s",
            ["'en:bridg'", pk],
        )
        assert cursor.fetchone() == (True,)


def _language_of(pk: int) -> str:
    return Article.objects.values_list("language", flat=True).get(pk=pk)
