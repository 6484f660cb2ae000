"""Lists as ranges of indexes: what stands in them, in which order, page by page; and what is only elsewhere."""

from datetime import timedelta

import pytest

from articles.models import Article, Author, Citation, Document
from articles.pages.elsewhere import only_elsewhere
from articles.pages.paging import PagePlaces
from articles.pages.places import EDITION, ArticleList
from tests.factories import NOON, make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db


def elsewhere(listing: ArticleList, edition: str) -> list[str]:
    (places,) = only_elsewhere(listing, edition=edition).read()
    titles = dict(Article.objects.values_list("pk", "title"))
    return [titles[place.pk] for place in places]


def pages(listing: ArticleList, size: int) -> list[list[int]]:
    """The ids on each page, read forwards; from each the page before it is read backwards."""
    found: list[list[int]] = []
    before = None
    while True:
        page = PagePlaces.of(listing.places(), size=size, before=before, after=None, keep={})
        found.append([place.pk for place in page.places])
        if page.newer:
            after = page.newer.partition("=")[2]
            back = PagePlaces.of(listing.places(), size=size, before=None, after=after, keep={})
            assert [place.pk for place in back.places] == found[-2]
        if page.older is None:
            return found
        before = page.older.partition("=")[2]


def test_every_kind_of_list_is_read_page_by_page_in_its_order() -> None:
    category, topic, source, other = make_category(), make_topic(), make_source(), make_source()
    author, document = (
        Author.objects.create(name="A", source=source),
        Document.objects.create(number="1-NQ/TW"),
    )
    made = []
    for number in range(11):
        # Some at one moment: the number decides.
        article = make_article(
            category=category,
            topics=[topic],
            source=source if number % 2 else other,
            carrier=None if number % 2 else source,
            author=author,
            published_at=NOON + timedelta(minutes=number // 3),
        )
        Citation.objects.create(article=article, document=document, cited_as="x")
        made.append(article.pk)
    for thing in (category, topic, source, author, document):
        found = pages(ArticleList.of(thing), 4)
        assert [len(page) for page in found] == [4, 4, 3], thing
        assert [pk for page in found for pk in page] == made[::-1], thing
    day = ArticleList.of_day(NOON.date())
    assert [pk for page in pages(day, 4) for pk in page] == made[::-1]


def test_a_list_that_carries_its_own_articles_shows_each_once() -> None:
    source = make_source()
    article = make_article(source=source, carrier=source)
    assert pages(ArticleList.of(source), 4) == [[article.pk]]


def test_only_elsewhere_are_stories_without_the_edition_by_their_original() -> None:
    category = make_category()
    original = make_article(language="fr", title="original", category=category, published_at=NOON)
    make_article(
        language="en", story=original.story, category=category, published_at=NOON + timedelta(hours=9)
    )
    made = {"language": "uk", "machine_translated": True, "published_at": NOON - timedelta(days=1)}
    make_article(story=original.story, category=category, **made)
    make_article(language="fr", title="held here", category=category)
    known = make_article(language="fr", title="known", category=category)
    make_article(language="vi", story=known.story)
    held = make_article(language="ru", title="with a held version", published_at=NOON - timedelta(hours=1))
    make_article(language="vi", story=held.story, state=Article.State.HELD)
    assert elsewhere(ArticleList.of(category), "vi") == ["held here", "original"]
    assert elsewhere(EDITION, "vi") == ["held here", "original", "with a held version"]
    assert elsewhere(EDITION, "fr") == ["with a held version"]


def test_in_a_list_the_first_of_the_list_stands_for_its_story() -> None:
    topic = make_topic()
    original = make_article(language="fr", title="original")
    later = NOON + timedelta(hours=1)
    make_article(language="en", title="on topic", story=original.story, topics=[topic], published_at=later)
    assert elsewhere(ArticleList.of(topic), "vi") == ["on topic"]
    assert elsewhere(ArticleList.of(original.source), "vi") == ["original"]
    assert elsewhere(EDITION, "vi") == ["original"]


def test_what_is_only_elsewhere_is_looked_for_among_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.pages.elsewhere.LOOKED_AT", 2)
    source = make_source()
    for number, language in enumerate(("fr", "ru", "vi")):
        moment = NOON + timedelta(minutes=number)
        make_article(
            language=language, title=language, source=source, carrier=make_source(), published_at=moment
        )
    assert elsewhere(EDITION, "vi") == ["ru"]
    assert elsewhere(ArticleList.of(source), "vi") == ["ru"]
