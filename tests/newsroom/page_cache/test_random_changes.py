"""Whatever is written, however: a page from the cache is the page that Django would make now."""

import random

import pytest
from django.db import Error as DatabaseError

from articles.models import Article
from bench.random_writes.writer import Writer, make_world
from newsroom.page_cache import changes as changes_module
from tests.newsroom.page_cache.site import addresses, site_with_cache

SEED, FIRST, WRITES = 1, 20, 8


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_a_page_from_the_cache_is_the_page_that_django_would_make(monkeypatch: pytest.MonkeyPatch) -> None:
    # What has changed is asked for here, so that no reader waits for the thread that does.
    monkeypatch.setattr(changes_module, "FRESH_FOR", 600.0)
    make_world()
    writer = Writer(random.Random(SEED))
    for _number in range(FIRST):
        writer.store()
    with site_with_cache() as site:
        for address in addresses():
            site.ask(address)
        for _number in range(WRITES):
            write = writer.choose()
            try:
                write()
            except (DatabaseError, Article.DoesNotExist):
                continue
            site.cache.changes.ask()
            every = addresses()
            kept = {one: site.ask(one) for one in every}
            fresh = {one: site.fresh(one) for one in every}
            wrong = [
                one
                for one in every
                if (kept[one].status, kept[one].body) != (fresh[one].status, fresh[one].body)
            ]
            assert wrong == [], f"{write.__name__} left these as they were"
