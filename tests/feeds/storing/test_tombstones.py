"""Entries that a feed declares deleted (RFC 6721), from the feed to the article."""

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.models import Article
from articles.services import curation
from feeds import knowledge
from feeds.formats.feed_parser import parse
from feeds.models import Entry, Feed
from feeds.pull import pipeline
from feeds.storing.intake import FeedDocument, store_entries
from feeds.storing.tombstones import take_back_entries
from feeds.web.fetcher import FetchResult
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
WHEN = datetime(2026, 11, 27, 1, tzinfo=UTC)
TEXT = "Bà con thôn Thượng cùng cán bộ dân vận bàn việc hiến đất mở đường, ai cũng nói rõ ý kiến của mình."


@pytest.fixture(scope="module")
def known() -> Any:
    return knowledge.from_catalogue()


def entry(number: int, *, updated: str = "2026-11-20T08:00:00+07:00", text: str = TEXT) -> str:
    return (
        f"<entry><id>urn:bai:{number}</id><title>Thôn Thượng mở đường số {number}</title>"
        f"<link href='https://bao-mau.example/bai-{number}.html'/><updated>{updated}</updated>"
        f"<content type='text'>{text} Con đường số {number} dài hai cây số.</content></entry>"
    )


def stone(number: int, when: str = "2026-11-27T08:00:00+07:00", inside: str = "") -> str:
    return f"<at:deleted-entry ref='urn:bai:{number}' when='{when}'>{inside}</at:deleted-entry>"


def document(*items: str) -> bytes:
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0' xml:lang='vi'>"
        f"<id>urn:bao</id><title>Báo Mẫu</title><updated>2026-11-28T08:00:00+07:00</updated>{''.join(items)}</feed>"
    ).encode()


class Pulls:
    """A feed, and documents of it stored one after the other as a pull stores them."""

    def __init__(self, known: Any) -> None:
        self.known = known
        self.source = make_source(host="bao-mau.example")
        self.feed = make_feed(source=self.source, full_text=Feed.FullText.NEVER)

    def store(self, *items: str, feed: Feed | None = None) -> int:
        one = feed or self.feed
        documents = [FeedDocument(one, parse(document(*items), url=one.url))]
        store_entries(documents, knowledge=self.known, now=lambda: NOW)
        return take_back_entries(documents, now=NOW)

    def withdraw(self) -> None:
        self.source.withdraws_taken_back = True
        self.source.save()


@pytest.fixture
def pulls(known: Any) -> Pulls:
    return Pulls(known)


def state_of(number: int) -> tuple[str, datetime | None]:
    article = Article.objects.get(url__endswith=f"/bai-{number}.html")
    return article.state, article.taken_back_at


def test_editors_see_what_was_taken_back_and_readers_still_do(pulls: Pulls) -> None:
    pulls.store(entry(1), entry(2))
    inside = "<at:by><name>Ban biên tập</name></at:by><at:comment>Ảnh &amp; lời sai</at:comment>"
    assert pulls.store(entry(2), stone(1, inside=inside)) == 1
    assert state_of(1) == ("published", WHEN)
    assert state_of(2) == ("published", None)
    assert Article.objects.get(taken_back_at=WHEN).taken_back_note == "Ban biên tập; Ảnh & lời sai"
    assert pulls.store(entry(2), stone(1, inside=inside)) == 0, "said again, nothing changes"


def test_it_is_withdrawn_where_the_source_says_so(pulls: Pulls) -> None:
    pulls.withdraw()
    pulls.store(entry(1), entry(2))
    pulls.store(entry(2), stone(1))
    assert state_of(1) == ("withdrawn", WHEN)
    assert state_of(2) == ("published", None)


def test_it_is_withdrawn_once_the_source_says_so_later(pulls: Pulls) -> None:
    pulls.store(entry(1))
    pulls.store(stone(1))
    pulls.withdraw()
    pulls.feed.refresh_from_db()
    assert pulls.store(stone(1)) == 1
    assert state_of(1) == ("withdrawn", WHEN)


@pytest.mark.parametrize("state", [Article.State.PUBLISHED, Article.State.HELD])
def test_never_over_the_word_of_an_editor(pulls: Pulls, state: str) -> None:
    pulls.withdraw()
    pulls.store(entry(1))
    curation.set_state(articles=list(Article.objects.all()), state=state, by=None, now=NOW)
    pulls.store(stone(1))
    assert state_of(1) == (state, WHEN)
    pulls.store(stone(1))
    assert state_of(1) == (state, WHEN)


def test_an_entry_that_is_newer_than_its_tombstone_stays(pulls: Pulls) -> None:
    pulls.withdraw()
    pulls.store(entry(1, updated="2026-11-27T09:00:00+07:00"), stone(1))
    assert state_of(1) == ("published", None)


@pytest.mark.parametrize("text", [TEXT, f"{TEXT} Bản tin đã được sửa lại cho đúng."])
def test_what_is_given_again_later_is_published_again(pulls: Pulls, text: str) -> None:
    pulls.withdraw()
    pulls.store(entry(1))
    pulls.store(stone(1))
    pulls.store(entry(1, updated="2026-11-27T20:00:00+07:00", text=text), stone(1))
    assert state_of(1) == ("published", None)
    assert Article.objects.get().taken_back_note == ""


def test_what_is_given_again_with_an_earlier_time_stays_withdrawn(pulls: Pulls) -> None:
    pulls.withdraw()
    pulls.store(entry(1))
    pulls.store(stone(1))
    pulls.store(entry(1, text=f"{TEXT} Thêm một câu."), stone(1))
    assert state_of(1) == ("withdrawn", WHEN)


def test_a_feed_takes_back_only_what_it_gave(pulls: Pulls) -> None:
    pulls.withdraw()
    pulls.store(entry(1))
    other = make_feed(source=pulls.source, full_text=Feed.FullText.NEVER)
    assert pulls.store(stone(1), feed=other) == 0
    assert state_of(1) == ("published", None)


def test_a_feed_of_another_publisher_withdraws_nothing(pulls: Pulls) -> None:
    pulls.store(entry(1))
    other = make_feed(source=make_source(withdraws_taken_back=True), full_text=Feed.FullText.NEVER)
    pulls.source.kind = "provincial-paper"
    pulls.source.save()
    pulls.store(entry(1), feed=other)
    pulls.store(stone(1), feed=other)
    assert state_of(1) == ("published", WHEN)


def test_a_tombstone_without_a_certain_time_counts_from_now(pulls: Pulls) -> None:
    pulls.store(entry(1))
    assert pulls.store(stone(1, when="hôm qua")) == 1
    assert state_of(1) == ("published", NOW)
    assert pulls.store(stone(1, when="hôm qua")) == 0


def test_a_page_is_not_read_any_more(pulls: Pulls) -> None:
    pulls.feed.full_text = Feed.FullText.ALWAYS
    pulls.feed.save()
    bare = "<entry><id>urn:bai:7</id><link href='https://bao-mau.example/bai-7.html'/></entry>"
    pulls.store(bare)
    assert Entry.objects.get().page_state == "wanted"
    pulls.store(stone(7))
    row = Entry.objects.get()
    assert (row.page_state, row.state) == ("given-up", "failed")
    assert row.reason == "Its publisher took it back on 2026-11-27."


def test_nothing_is_asked_of_the_database_without_tombstones(
    pulls: Pulls, django_assert_num_queries: Any
) -> None:
    document = FeedDocument(pulls.feed, parse(b"<rss version='2.0'><channel/></rss>", url=pulls.feed.url))
    with django_assert_num_queries(0):
        assert take_back_entries([document], now=NOW) == 0


def test_a_pull_takes_back_though_no_entry_changed(pulls: Pulls, known: Any) -> None:
    def pull(*items: str, dry_run: bool = False) -> None:
        answer = FetchResult(url=pulls.feed.url, status=200, body=document(*items))
        fetched = pipeline.FetchOutcome(pulls.feed, answer, None, 0.0)
        list(pipeline.store_outcomes([fetched], knowledge=known, now=lambda: NOW, dry_run=dry_run))

    pulls.withdraw()
    pull(entry(1), entry(2))
    pull(entry(1), entry(2), stone(1), dry_run=True)
    assert state_of(1) == ("published", None)
    pull(entry(1), entry(2), stone(1))
    assert state_of(1) == ("withdrawn", WHEN)
    assert state_of(2) == ("published", None)
