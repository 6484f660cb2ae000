"""Each kind of thing is changed by the desk's and the pull's services and by SQL: pages that show it are new, and no other
page is made again."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.comments.models import Comment, Opening
from articles.comments.services.moderating import moderate
from articles.dependence import SEARCHED
from articles.kept.folding import fold_counts
from articles.models import Article, Document, Feature, Picture, ReadCount, Revision, Topic, TopicName
from articles.services import curation
from articles.services.stories import merge_by_hand
from newsroom.models import PageChange
from newsroom.page_cache import changes as changes_module
from newsroom.page_cache import making
from newsroom.page_cache.making import WATCHED
from tests.factories import make_article, make_category, make_comment, make_source, make_topic
from tests.newsroom.page_cache.site import Site, addresses, site_with_cache

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def article(place: int) -> Article:
    return Article.objects.defer("search").order_by("pk")[place]


def make_world() -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    source, category = make_source(slug="paper", host="paper.example"), make_category(slug="section")
    topics = [make_topic(slug="canals"), make_topic(slug="schools")]
    for number in range(10):
        one = make_article(
            language=("vi", "vi", "km")[number % 3],
            title=f"Canal {number}",
            lead=f"Lead {number}",
            text=f"What is said of village {number}.",
            html=f"<p>What is said of village {number}.</p>",
            source=source if number % 2 else make_source(slug=f"paper-{number}"),
            category=category if number < 5 else None,
            topics=[topics[number % 2]] if number < 6 else [],
            published_at=now - timedelta(hours=number),
        )
        make_comment(article=one, body=f"Useful {number}") if number == 3 else None
    document = Document.objects.create(number="23-QĐ/TW", year=2025)
    article(0).citations.create(document=document, cited_as="23-QĐ/TW")
    Picture.objects.create(
        article=article(0), position=0, state="stored", stored_as="a/b", widths=[320], width=320, height=200
    )


def place(**values: Any) -> None:
    """On the front page, from an hour ago on."""
    values = {"edition": "vi", "starts_at": timezone.now() - timedelta(hours=1), **values}
    Feature.objects.create(**values)


NOW = timezone.now
CHANGES: dict[str, Callable[[], Any]] = {
    "an article is published": lambda: make_article(language="vi", title="New", source=article(1).source),
    "an article in another language is published": lambda: make_article(language="lo", title="New"),
    "an article is held for an editor": lambda: make_article(state="held", title="Held"),
    "a title is corrected at the desk": lambda: curation.correct_text(
        article=article(1), title="Corrected", lead="Lead 1", html="<p>Corrected.</p>", by=None, now=NOW()
    ),
    "a title is corrected by SQL": lambda: sql(
        "UPDATE articles_article SET title = 'By hand' WHERE id = %s", article(2).pk
    ),
    "what search knows is written anew": lambda: sql("UPDATE articles_article SET search = ''::tsvector"),
    "nothing is written over itself": lambda: sql("UPDATE articles_article SET title = title"),
    "topics are chosen": lambda: curation.set_topics(
        article=article(6), topics=[Topic.objects.get(slug="schools")], by=None, now=NOW()
    ),
    "a comment waits": lambda: make_comment(article=article(4), state="waiting", body="Waits"),
    "a comment is approved": lambda: moderate(
        comments=Comment.objects.filter(state="waiting"), action="approve", by=None, now=NOW()
    ),
    "a comment is removed by SQL": lambda: sql(
        "UPDATE comments_comment SET state = 'removed' WHERE body = 'Waits'"
    ),
    "comments are closed": lambda: Opening.objects.create(article=article(5), is_open=False),
    "an article is placed": lambda: place(article=article(4), headline="Placed"),
    "a placed article is given another headline": lambda: Feature.objects.update(headline="Placed again"),
    "a place is taken away": lambda: Feature.objects.all().delete(),
    "an article is read": lambda: ReadCount.objects.create(
        article=article(7), hour=NOW().replace(minute=0, second=0, microsecond=0), reads=7
    ),
    "a topic is renamed by SQL": lambda: sql(
        "UPDATE articles_topicname SET name = 'Rivers' WHERE name LIKE 'Topic%%'"
    ),
    "a topic is added": lambda: TopicName.objects.create(
        topic=Topic.objects.create(slug="roads"), language="vi", name="Roads"
    ),
    "a source is renamed": lambda: sql(
        "UPDATE articles_source SET name = 'Another paper' WHERE slug = 'paper'"
    ),
    "a document is named": lambda: Document.objects.get().names.create(language="vi", title="Quyết định"),
    "a picture is refused": lambda: curation.refuse_pictures(
        pictures=list(Picture.objects.all()), by=None, now=NOW()
    ),
    "two stories are merged": lambda: merge_by_hand(articles=[article(7), article(8)], by=None),
    "an old text is forgotten": lambda: Revision.objects.all().delete(),
    "numbers are folded": fold_counts,
    "an article is withdrawn": lambda: curation.withdraw(
        articles=[article(1)], by=None, now=NOW(), reason="Wrong"
    ),
    "an article is withdrawn by SQL": lambda: sql(
        "UPDATE articles_article SET state = 'withdrawn' WHERE id = %s", article(3).pk
    ),
    "an article is put back": lambda: curation.publish(articles=[article(1)], by=None, now=NOW()),
    "all comments are deleted": lambda: Comment.objects.all().delete(),
}
# A page is made again if the rows that it reads have changed. A few are read and not shown: the fortieth newest article of a
# front page, the names of all topics, when a row was last written. So these changes make some pages in vain.
READ_MORE = {
    "an article is published",
    "an article in another language is published",
    "a title is corrected at the desk",
    "a title is corrected by SQL",
    "topics are chosen",
    "a comment is approved",
    "a comment is removed by SQL",
    "a topic is renamed by SQL",
    "a topic is added",
    "a source is renamed",
    "a picture is refused",
    "two stories are merged",
    "an old text is forgotten",
    "an article is withdrawn",
    "an article is withdrawn by SQL",
    "an article is put back",
    "all comments are deleted",
}
MOST_IN_VAIN = 0.06  # of all pages after all changes


def made_in_vain(
    monkeypatch: pytest.MonkeyPatch, changes: Mapping[str, Callable[[], Any]]
) -> dict[str, list[str]]:
    """Makes each change, one after the other, and asks for every page after each: the pages that were made though they
    are as they were, by change. Asserts that each page that has changed is new.
    """
    # What has changed is asked for here, so that no reader waits for the thread that does.
    monkeypatch.setattr(changes_module, "FRESH_FOR", 600.0)
    # A new hour or day would make pages again while this runs.
    monkeypatch.setattr(making, "_until", lambda *_read: math.inf)
    found: dict[str, list[str]] = {}
    with site_with_cache() as site:
        every = addresses()
        before = {one: site.ask(one) for one in every}
        for name, change in changes.items():
            change()
            site.cache.changes.ask()
            del site.made[:]
            after = {one: site.ask(one) for one in every}
            found[name] = [one for one in site.made if one in before and before[one] == after[one]]
            wrong = [one for one in every if after[one].body != site.fresh(one).body]
            assert wrong == [], f"{name}: these are as they were"
            before = after
    assert sum(map(len, found.values())) <= MOST_IN_VAIN * len(every) * len(changes)
    return found


@pytest.mark.long
@pytest.mark.timeout(300)
def test_what_shows_a_change_is_new_and_nothing_else_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()
    found = made_in_vain(monkeypatch, CHANGES)
    in_vain = [
        f"{name}: {', '.join(pages)}" for name, pages in found.items() if pages and name not in READ_MORE
    ]
    assert not in_vain, "\n".join(in_vain)


def test_every_page_of_the_crawl_is_kept_in_this_way() -> None:
    """A page that read a table without a trigger would never be kept."""
    make_world()
    with site_with_cache() as site:
        every = addresses()
        for one in every:
            site.ask(one)
        del site.made[:]
        for one in every:
            site.ask(one)
    assert site.made == []


def test_each_watched_table_has_its_triggers_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'newsroom_watch%%'"
        )
        assert {name for (name,) in cursor.fetchall()} == WATCHED - {SEARCHED}


def test_each_column_of_an_article_is_watched_or_no_readers_business() -> None:
    unseen = {
        *("lead_by_hand", "category_by_hand", "rule_category_id", "state_by_hand", "content_hash"),
        "search",  # watched apart
    }
    migration = import_module("newsroom.migrations.0005_page_changes")
    assert {one.column for one in Article._meta.concrete_fields} - unseen == set(migration.ARTICLE)


@pytest.fixture
def site() -> Iterator[Site]:
    with site_with_cache() as site:
        site.cache.changes.ask()
        yield site


def test_what_a_transaction_takes_back_is_no_change(site: Site) -> None:
    # The test before may have left the emptying of its tables.
    before = set(PageChange.objects.values_list("pk", flat=True))
    with transaction.atomic():
        make_article()
        assert PageChange.objects.exclude(pk__in=before).exists()
        transaction.set_rollback(True)
    assert set(PageChange.objects.values_list("pk", flat=True)) == before


def test_what_commits_late_is_not_missed(site: Site) -> None:
    """A transaction may begin before another one and commit after it."""
    first, second = (connection.copy(), connection.copy())
    try:
        for other in (first, second):
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO articles_topic (slug, position) VALUES (%s, 0)", [f"t-{id(other)}"]
                )
        second.commit()
        site.cache.changes.ask()
        seen = site.cache.changes.number
        first.commit()
        site.cache.changes.ask()
        assert site.cache.changes.number == seen + 1
    finally:
        first.close()
        second.close()
