"""What a process knows of changes: in another database all is new, and nobody's wish is lost."""

import threading
import time

import pytest
from django.db import connection

from articles.models import Article
from newsroom.page_cache import changes as changes_module
from newsroom.page_cache.changes import Changes, Snapshot, changes_since, snapshot_now
from tests.factories import make_article
from tests.newsroom.page_cache.site import site_with_cache

pytestmark = pytest.mark.django_db(transaction=True)


def of_another(snapshot: Snapshot) -> Snapshot:
    """The same transactions, as another cluster would name them."""
    return Snapshot(f"{snapshot.transactions} 1 1 1")


def change_unseen(lead: str) -> None:
    """As the copying of a restore does: no trigger is there yet."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE articles_article SET lead = %s", [lead])
        cursor.execute("RESET session_replication_role")


def test_a_snapshot_names_its_database() -> None:
    snapshot = snapshot_now()
    assert len(snapshot.database.split()) == 3
    assert changes_since(snapshot)[0].database == snapshot.database
    assert snapshot.saw(1)


def test_after_a_restore_every_page_is_held_against_the_database() -> None:
    address = make_article(language="vi", lead="Before").get_absolute_url()
    with site_with_cache() as site:
        site.ask(address)
        changes = site.cache.changes
        change_unseen("Restored")
        changes.ask()
        page = site.cache.memory.get(f"http://localhost{address}?")
        assert page is not None
        assert not changes.is_withdrawn(page.shown, page.snapshot)
        assert changes.is_withdrawn(page.shown, of_another(page.snapshot))
        assert changes.snapshot is not None
        changes.snapshot = of_another(changes.snapshot)
        changes.ask()
        assert b"Restored" in site.ask(address).body
        assert Article.objects.get().lead == "Restored"


def test_who_wants_an_answer_while_the_thread_falls_asleep_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_module, "IDLE_AFTER", 0.05)
    changes = Changes()
    wishes: list[bool] = []

    class Wanted(threading.Event):
        def clear(self) -> None:
            if threading.current_thread().name == "page-changes" and len(wishes) < 3:
                changes._wanted_at = time.monotonic()
                self.set()
                wishes.append(True)
            super().clear()

    changes._wanted = Wanted()
    try:
        assert changes.are_known()
        time.sleep(0.5)
        # Each wish was followed by an answer, not by a sleep that nobody ends.
        assert changes._asked_at > changes._wanted_at
        assert len(wishes) == 3
    finally:
        changes.end()
