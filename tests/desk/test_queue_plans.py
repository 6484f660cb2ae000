"""The queue reads what it shows, however many articles there are: each of its statements has an index."""

from contextlib import closing

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.models import Article, Picture, Source, Story
from bench.pages.addresses import Address
from bench.pages.plans import GROWING, statements_of
from tests.desk.test_queue import MAKERS
from tests.factories import NOON, make_comment, make_source

pytestmark = pytest.mark.django_db

OTHERS = 300  # published articles with which nothing is wrong
MOST_READ = 60  # rows of growing tables by one statement: of some twenty that wait, joined once or twice


@pytest.fixture
def swept() -> None:
    """Tables without the rows that tests before rolled back: indexes still name those, and a bitmap counts them."""
    aside = connection.Database.connect(**connection.get_connection_params())
    aside.autocommit = True
    with closing(aside), aside.cursor() as cursor:
        cursor.execute(f"VACUUM {', '.join(sorted(GROWING))}")


@pytest.fixture
def full(swept: None, client: Client) -> Client:
    """A desk at which a row of each kind waits among many others."""
    client.force_login(User.objects.create_superuser("editor", password="x"))
    source = make_source()
    fill(source)
    for make in MAKERS.values():
        make()
    with connection.cursor() as cursor:
        # All of them: what the tests before left known of a table decides on the plans too.
        cursor.execute("ANALYZE")
    return client


def fill(source: Source) -> None:
    stories = Story.objects.bulk_create(Story() for _ in range(OTHERS))
    values = {
        "source": source,
        "language": "vi",
        "published_at": NOON,
        "arrived_at": NOON,
        "state": "published",
    }
    articles = Article.objects.bulk_create(
        Article(story=story, title=f"Tin {number}", content_hash=f"{number:064d}", **values)
        for number, story in enumerate(stories)
    )
    Picture.objects.bulk_create(
        Picture(article=article, state="stored", stored_as="x", widths=[320]) for article in articles
    )
    for article in articles[:100]:
        make_comment(article=article)


def test_no_statement_of_the_queue_reads_more_than_what_waits(full: Client) -> None:
    wrong, number = [], 0
    with connection.cursor() as cursor:
        # So small a table is sooner read whole, where it can be.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for kind in ("", *MAKERS):
            address = Address("desk queue", "desk", f"{reverse('admin:index')}?kind={kind}")
            for one in statements_of(address, full):
                number += 1
                if one.whole or one.read > MOST_READ:
                    wrong.append((kind, one.read, one.whole, one.sql))
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert number > 15 * len(MAKERS)
    assert wrong == []
