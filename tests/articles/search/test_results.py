"""What a page of results holds: order, filters, stories, facets, pages, and the number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import Article, Citation, Document, Source
from articles.search import find, index_articles, parse
from articles.search.results import MOST_PAGES, PAGE_SIZE
from tests.factories import NOON, make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db


def written(**overrides):
    article = make_article(**overrides)
    index_articles([article.pk])
    return article


def found(typed, edition="vi", **options):
    page = find(parse(typed), edition=edition, **options)
    return [result.article for result in (*page.here, *page.elsewhere)]


def test_marked_words_rank_before_words_that_only_look_alike():
    look_alike = written(language="vi", title="Dẫn vấn kheo", published_at=NOON + timedelta(days=9))
    plain = written(language="vi", title="Dan van kheo", published_at=NOON)
    exact = written(language="vi", title="Dân vận khéo", published_at=NOON - timedelta(days=9))
    assert found("dân vận khéo") == [exact]
    assert found("dan van kheo")[0] == plain
    assert set(found("dan van kheo")) == {look_alike, plain, exact}


def test_title_before_lead_before_text_and_neighbours_before_strays():
    stray = written(
        language="vi",
        title="Tin",
        text="dân làng tham gia, phương tiện vận tải, thợ khéo tay",
        published_at=NOON + timedelta(days=5),
    )
    in_text = written(
        language="vi", title="Tin", text="Xã có mô hình dân vận khéo.", published_at=NOON + timedelta(days=4)
    )
    in_lead = written(
        language="vi", title="Tin", lead="Xã có mô hình dân vận khéo.", published_at=NOON + timedelta(days=3)
    )
    in_title = written(language="vi", title="Mô hình dân vận khéo", published_at=NOON)
    assert found("dân vận khéo") == [in_title, in_lead, in_text, stray]


def test_of_equal_matches_the_newest_comes_first():
    older = written(title="River clean-up", published_at=NOON)
    newer = written(title="River clean-up", published_at=NOON + timedelta(days=1))
    assert found("river", "en") == [newer, older]


def test_a_document_by_its_number_however_an_article_spells_it():
    cites = written(
        language="en", title="Decision on outreach", text="under Decision 23-QD/TW of the Secretariat"
    )
    spelled = make_article(language="fr", title="Le règlement", text="la décision 23 du Secrétariat")
    document = Document.objects.create(number="23-QĐ/TW", kind="QĐ", issuer="TW")
    Citation.objects.create(article=spelled, document=document, cited_as="la décision 23")
    index_articles([spelled.pk])
    written(language="en", title="23 people", text="TW and QD")
    for typed in ("23-QĐ/TW", "23-QD/TW", "23-qd/tw"):
        assert set(found(typed, "en")) == {cites, spelled}


def test_filters():
    nhan_dan = make_source(slug="nhan-dan", name="Báo Nhân Dân", host="nhandan.vn")
    topic = make_topic(slug="dan-van-kheo", name="Dân vận khéo", language="vi")
    other_topic = make_topic(slug="religion")
    one = written(
        language="vi",
        title="Hội xuân",
        source=nhan_dan,
        topics=[topic],
        published_at=datetime(2024, 5, 18, 18, 0, tzinfo=UTC),
    )
    two = written(
        language="en",
        title="Hội xuân",
        topics=[other_topic],
        published_at=datetime(2023, 12, 31, 16, 0, tzinfo=UTC),
    )
    both = [one, two]
    expected = {
        "xuân": both,
        "xuân lang:vi": [one],
        "xuân lang:en": [two],
        "xuân source:nhandan.vn": [one],
        "xuân source:nhan-dan": [one],
        'xuân source:"nhan dan"': [one],
        'xuân topic:"dan van kheo"': [one],
        "xuân topic:religion": [two],
        # 18:00 UTC is already the next day for the readers.
        "xuân after:2024-05-19": [one],
        "xuân after:2024-05-20": [],
        "xuân before:2024-05-19": [two],
        "xuân before:2024": [two],
        "xuân after:2024": [one],
        "source:nhandan.vn": [one],
        "lang:en": [two],
        "hội -xuân": [],
        "lang:vi -xuân": [],
        "lang:vi -lửa": [one],
    }
    assert {typed: found(typed) for typed in expected} == expected


@pytest.mark.parametrize("typed", ["xuân source:nowhere", "xuân topic:nothing"])
def test_an_unknown_source_or_topic_is_said(typed):
    written(language="vi", title="Hội xuân")
    with translation.override("en"):
        page = find(parse(typed), edition="vi")
    assert page.total == 0
    assert any("There is no" in problem for problem in page.problems)


def test_only_published_articles_are_found():
    for state in Article.State:
        written(title="River", state=state)
    assert [article.state for article in found("river", "en")] == ["published"]


def test_a_story_stands_once_in_the_editions_language_when_it_can():
    original = written(language="vi", title="Nghị quyết 25-NQ/TW")
    version = written(language="en", title="Resolution 25-NQ/TW", story=original.story)
    other = written(language="fr", title="Résolution 25-NQ/TW")
    assert found("25-NQ/TW", "vi") == [original, other]
    assert found("25-NQ/TW", "en") == [version, other]
    assert found("25-NQ/TW lang:en", "vi") == [version]
    page = find(parse("25-NQ/TW"), edition="vi")
    assert {facet.value: facet.count for facet in page.facets.languages} == {"vi": 1, "en": 1, "fr": 1}
    assert page.facets.languages[0].text.startswith("25-NQ/TW lang:")


def test_facets_narrow_to_what_they_count():
    sources = [make_source(), make_source()]
    topic, other = make_topic(), make_topic()
    for number in range(3):
        written(title="River", source=sources[0], topics=[topic] if number else [other])
    written(title="River", source=sources[1])
    page = find(parse("river"), edition="en")
    for facets in (page.facets.sources, page.facets.topics):
        assert len(facets) == 2
        for facet in facets:
            assert find(parse(facet.text), edition="en").total == facet.count
    assert not find(parse(f"river source:{sources[0].slug}"), edition="en").facets.sources


def test_pages():
    pks = [
        make_article(title="River", published_at=NOON + timedelta(hours=hour)).pk
        for hour in range(PAGE_SIZE + 3)
    ]
    index_articles(pks)
    first, last = (find(parse("river"), edition="en", number=number) for number in (1, 2))
    assert (first.total, first.pages, first.previous, first.following) == (PAGE_SIZE + 3, 2, None, 2)
    assert (last.number, last.previous, last.following) == (2, 1, None)
    assert [one.article.pk for one in (*first.here, *last.here)] == pks[::-1]
    assert find(parse("river"), edition="en", number=99).number == 2


def test_the_count_is_bounded(monkeypatch):
    monkeypatch.setattr("articles.search.candidates.MOST_RESULTS", 5)
    index_articles(
        [make_article(title="River", published_at=NOON + timedelta(hours=hour)).pk for hour in range(7)]
    )
    page = find(parse("river"), edition="en")
    assert (page.total, page.is_more) == (5, True)
    assert page.here[0].article.published_at == NOON + timedelta(hours=6)
    assert PAGE_SIZE * MOST_PAGES == 1000


def test_an_excerpt_shows_no_more_than_a_source_allows():
    source = make_source(rights=Source.Rights.EXCERPT)
    written(source=source, title="River", lead="The lead.", text="The lead. A secret bridge.")
    result = find(parse("bridge"), edition="en").here[0]
    assert result.excerpt == "The lead."


def test_html_in_a_text_is_escaped():
    written(title='<b onclick="x">River</b>', text="<script>alert(1)</script> bridge & river")
    result = find(parse("river"), edition="en").here[0]
    assert result.title == "&lt;b onclick=&quot;x&quot;&gt;<mark>River</mark>&lt;/b&gt;"
    assert "<script>" not in result.excerpt
    assert "bridge &amp; <mark>river</mark>" in result.excerpt


def test_nothing_asked_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not find(parse(""), edition="vi")


# Where few articles hold the words, two more ask for evidence and terms of topics.
@pytest.mark.parametrize(("amount", "queries"), [(1, 10), (6, 8), (30, 8)])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, amount, queries):
    category = make_category()
    topic = make_topic()
    index_articles(
        [
            make_article(title="Dân vận", language="vi", category=category, topics=[topic]).pk
            for _ in range(amount)
        ]
    )
    find(parse("dân van"), edition="vi")  # where ranges begin is remembered, and the stems of words are
    # Holding the words here and elsewhere, texts, scores; sources and topics of the facets; articles, pictures.
    with django_assert_num_queries(queries):
        find(parse("dân van"), edition="vi")


def test_indexing_takes_two_queries():
    article = make_article(title="Dân vận")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        index_articles([article.pk])
    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "UPDATE"]
    index_articles([])
    index_articles([article.pk + 1000])


OTHER_LANGUAGES = {
    "Korean with a particle": ("ko", "주민들이 다리를 위해 땅을 기부했다", "다리 기부"),
    "Korean with another space": ("ko", "대중 동원 사업의 열 해", "대중동원사업"),
    "Hindi plural": ("hi", "गाँव के किसानों ने पुल बनाया", "किसान"),
    "Hindi with vowel signs": ("hi", "जन लामबंदी का काम", "लामबंदी"),
    "French plural": ("fr", "Les habitants donnent leurs terres", "habitant terre"),
    "French without accents": ("fr", "La mobilisation générale des villages", "generale"),
    "German inflection": ("de", "Die Einwohner bauten neue Brücken", "neu brücke"),
    "Spanish without accents": ("es", "La movilización de las masas", "movilizacion masa"),
    "Portuguese": ("pt", "Moradores doam terras para a ponte", "terra morador"),
    "Italian": ("it", "Gli abitanti costruiscono un ponte", "abitante ponti"),
    "Ukrainian": ("uk", "Мешканці віддали землю під міст", "мешканці міст"),
    "Traditional Chinese": ("zh-hant", "居民捐地修橋", "修橋"),
    "Malay": ("ms", "Penduduk menderma tanah untuk jambatan", "derma tanah"),
}


@pytest.mark.parametrize(("language", "title", "typed"), OTHER_LANGUAGES.values(), ids=OTHER_LANGUAGES)
def test_other_languages_find_their_own_forms(language, title, typed):
    article = written(language=language, title=title)
    written(language=language, title="Something else")
    assert found(typed, language) == [article]
    assert found(typed, "vi") == [article]
