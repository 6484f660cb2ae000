"""What is kept beside the articles is true after every change, whoever makes it; it can be compared and mended."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.catalogue.places import load_provinces
from articles.comments.models import Comment
from articles.kept.checking import differences
from articles.kept.counts import Counted, of_days, own_and_carried
from articles.kept.folding import fold_counts
from articles.models import (
    Article,
    ArticlePlace,
    ArticleTopic,
    Author,
    Citation,
    Document,
    ListCount,
    Source,
    Story,
    Topic,
)
from articles.pages.places import EDITION, ArticleList
from articles.services.stories import merge_stories, split_by_hand
from tests.factories import NOON, make_article, make_category, make_comment, make_source, make_topic

pytestmark = pytest.mark.django_db

MAY = date(2024, 5, 1)


@pytest.fixture
def article() -> Article:
    """An article in every kind of list, with a copy in its language and a version in another."""
    source, carrier = make_source(slug="paper"), make_source(slug="carrier")
    article = make_article(
        language="vi",
        category=make_category(slug="section"),
        source=source,
        carrier=carrier,
        author=Author.objects.create(name="Phóng viên", source=source),
        topics=[make_topic(slug="subject")],
    )
    ArticlePlace.objects.create(article=article, province=8, former="ha-giang")
    document = Document.objects.create(number="25-NQ/TW")
    Citation.objects.create(article=article, document=document, cited_as="Nghị quyết 25")
    make_article(
        language="vi", story=article.story, is_lead=False, source=carrier, topics=article.topics.all()
    )
    make_article(language="fr", story=article.story, source=source)
    make_comment(article=article)
    return article


def lists_of(article: Article) -> dict[str, ArticleList]:
    assert article.category
    assert article.author
    return {
        "edition": EDITION,
        "day": ArticleList.of_day(date(2024, 5, 19)),
        "category": ArticleList.of(article.category),
        "source": ArticleList.of(article.source),
        "author": ArticleList.of(article.author),
        "topic": ArticleList.of(Topic.objects.get(slug="subject")),
        "document": ArticleList.of(Document.objects.get()),
        "place": ArticleList.of(load_provinces()["tuyen-quang"]),
    }


def test_an_article_counts_in_each_of_its_lists(article: Article) -> None:
    for name, listing in lists_of(article).items():
        numbers = listing.counted().numbers("vi", most_sources=9)
        assert numbers.languages["vi"] == 1, name
        assert numbers.months == ({} if name == "day" else {MAY: 1}), name


def test_of_one_source_every_article_counts_else_every_story(article: Article) -> None:
    topic = ArticleList.of(Topic.objects.get(slug="subject")).counted()
    assert topic.numbers("vi").languages == {"vi": 1}
    assert topic.numbers("vi", source="carrier").languages == {"vi": 1}
    assert [one.slug for one in topic.numbers("vi", source="carrier", most_sources=9).sources] == [
        "paper",
        "carrier",
    ]
    assert own_and_carried(article.source.pk) == {"vi": (1, 0), "fr": (1, 0)}
    assert article.carrier
    assert own_and_carried(article.carrier.pk) == {"vi": (1, 1)}


def test_a_day_begins_by_the_readers_clock() -> None:
    make_article(language="vi", published_at=datetime(2026, 5, 31, 18, 30, tzinfo=UTC))
    assert of_days([date(2026, 5, 31), date(2026, 6, 1)], language="vi") == {date(2026, 6, 1): 1}


def test_a_story_knows_the_languages_in_which_it_is_published(article: Article) -> None:
    story = Story.objects.get(pk=article.story_id)
    assert story.languages == ["fr", "vi"]
    Article.objects.filter(language="fr").update(state=Article.State.HELD)
    story.refresh_from_db()
    assert story.languages == ["vi"]
    other = make_article(language="km").story
    merge_stories(kept=story, gone=other)
    story.refresh_from_db()
    other.refresh_from_db()
    assert (story.languages, other.languages) == (["km", "vi"], [])
    split_by_hand(article=Article.objects.get(language="km"), by=None, now=NOON)
    story.refresh_from_db()
    assert story.languages == ["vi"]


def test_an_article_knows_its_approved_comments(article: Article) -> None:
    make_comment(article=article, state=Comment.State.WAITING)
    for state, number in ((Comment.State.APPROVED, 2), (Comment.State.REJECTED, 0)):
        Comment.objects.update(state=state)
        article.refresh_from_db()
        assert article.comment_count == number
    Comment.objects.update(state=Comment.State.APPROVED)
    Comment.objects.all()[:1].get().delete()
    article.refresh_from_db()
    assert article.comment_count == 1


def _sql(statement: str) -> Callable[[Article], object]:
    def run(article: Article) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"article": article.pk})

    return run


CHANGES: dict[str, Callable[[Article], object]] = {
    "withdrawn": lambda one: Article.objects.filter(pk=one.pk).update(state=Article.State.WITHDRAWN),
    "all held": lambda one: Article.objects.update(state=Article.State.HELD),
    "in another language": lambda one: Article.objects.filter(pk=one.pk).update(language="en", is_lead=False),
    "no lead": lambda one: Article.objects.update(is_lead=False),
    "in no category": lambda one: one.category.delete() if one.category else None,
    "by nobody": lambda one: one.author.delete() if one.author else None,
    "of the carrier": lambda one: Article.objects.update(source=one.carrier),
    "carried by its own source": lambda one: Article.objects.update(carrier_id=one.source_id),
    "of another month": lambda one: Article.objects.update(published_at=NOON - timedelta(days=90)),
    "of no known time": lambda one: Article.objects.update(published_at=None),
    "off the topic": lambda one: ArticleTopic.objects.update(excluded=True, by_hand=True),
    "without topics": lambda one: ArticleTopic.objects.all().delete(),
    "without places": lambda one: ArticlePlace.objects.all().delete(),
    "in another province": lambda one: ArticlePlace.objects.update(province=11),
    "on a deleted topic": lambda one: Topic.objects.all().delete(),
    "without documents": lambda one: Document.objects.all().delete(),
    "deleted": lambda one: one.delete(),
    "all deleted": lambda one: Article.objects.all().delete(),
    "changed in what nobody counts": lambda one: Article.objects.update(title="Another", search=None),
    "in one statement with its links": _sql(
        """
        WITH moved AS (UPDATE articles_article SET state = 'held' WHERE id = %(article)s RETURNING id)
        DELETE FROM articles_articletopic WHERE article_id IN (SELECT id FROM moved)
        """
    ),
    "linked anew": _sql("UPDATE articles_citation SET article_id = (SELECT max(id) FROM articles_article)"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_kept_is_true_after_every_change(
    change: Callable[[Article], object], article: Article
) -> None:
    assert differences() == []
    change(article)
    assert differences() == []
    fold_counts()
    assert differences() == []


def test_folding_leaves_one_row_of_each_number(article: Article) -> None:
    for state in (Article.State.HELD, Article.State.PUBLISHED, Article.State.HELD, Article.State.PUBLISHED):
        Article.objects.filter(pk=article.pk).update(state=state)
    before = EDITION.counted().numbers("vi", most_sources=9)
    rows = ListCount.objects.count()
    assert fold_counts() > 0
    assert ListCount.objects.count() < rows
    columns = ("kind", "key", "language", "source_id", "period")
    assert ListCount.objects.values(*columns).distinct().count() == ListCount.objects.count()
    assert not ListCount.objects.filter(articles=0, leads=0).exists()
    assert not ListCount.objects.filter(is_folded=False).exists()
    assert EDITION.counted().numbers("vi", most_sources=9) == before
    assert fold_counts() == 0


DAMAGE = {
    "a number": "UPDATE articles_listcount SET articles = articles + 1 WHERE kind = 3",
    "lost numbers": "DELETE FROM articles_listcount",
    "a number of nothing": "UPDATE articles_listcount SET key = 999999 WHERE kind = 6",
    "a place in a list": "UPDATE articles_articletopic SET ordered_at = now()",
    "a citation": "UPDATE articles_citation SET is_listed = false",
    "a named place": "UPDATE articles_articleplace SET is_lead = NOT is_lead",
    "languages": "UPDATE articles_story SET languages = '{xx}'",
    "comments": "UPDATE articles_article SET comment_count = 7",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_recount_finds_what_is_wrong_and_mends_it(statement: str, article: Article) -> None:
    out = StringIO()
    call_command("recount", check=True, stdout=out)
    assert out.getvalue() == "0 differences\n"
    with connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(CommandError, match="Run recount to mend them"):
        call_command("recount", check=True, stdout=out)
    call_command("recount", stdout=out)
    assert "Mended" in out.getvalue()
    call_command("recount", check=True, stdout=out)


def test_an_emptied_table_counts_nothing(article: Article) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE articles_articletopic")
        cursor.execute("TRUNCATE articles_articleplace")
    assert differences() == []
    assert not ListCount.objects.filter(kind=ListCount.Kind.PLACE).exists()
    assert Counted(ListCount.Kind.TOPIC, Topic.objects.get().pk).numbers("vi").languages == {}
    assert Source.objects.exists()
