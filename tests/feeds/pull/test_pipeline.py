"""The road in, from a feed's bytes to stored articles, with the database real and the network scripted."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Revision
from feeds import knowledge
from feeds.errors import FetchError
from feeds.models import Entry, Feed
from feeds.models import Fetch as Attempt
from feeds.normalise.article import normalise
from feeds.pull import pipeline
from feeds.raw import RawArticle
from feeds.storing import intake
from feeds.web.fetcher import FetchResult
from tests.factories import make_feed
from tests.feeds.fakes import FakeFetcher

pytestmark = pytest.mark.django_db

ADDRESS = "https://bao-mau.example/rss"
PARAGRAPH = "Cán bộ dân vận xã Đồng Mẫu cùng bà con họp bàn việc hiến đất mở đường liên thôn trong sáng nay."


def item(number: int, *, title: str = "", text: str = PARAGRAPH, guid: str = "") -> str:
    return (
        f"<item><title>{title or f'Dân vận khéo ở thôn {number}'}</title>"
        f"<link>https://bao-mau.example/dan-van-kheo-o-thon-so-{number}-post{number}.html</link>"
        f"<guid isPermaLink='false'>{guid or number}</guid><pubDate>Fri, 20 Nov 2026 08:{number:02d}:00 +0700</pubDate>"
        f"<description><![CDATA[<p>{text}</p><p>Bài số {number}.</p>]]></description></item>"
    )


def rss(*items: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Báo Mẫu</title>"
        f"<link>https://bao-mau.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def answer(body: bytes, **overrides: object) -> FetchResult:
    values = {"url": ADDRESS, "status": 200, "body": body, "etag": '"one"', **overrides}
    return FetchResult(**values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def known() -> knowledge.Knowledge:
    return knowledge.from_catalogue()


def pull(feed: Feed, result: FetchResult | FetchError, known: knowledge.Knowledge) -> pipeline.Pull:
    feed = Feed.objects.get(pk=feed.pk)
    fetched = pipeline.ask(feed, fetch=FakeFetcher({feed.url: result}).fetch)
    return next(pipeline.store_outcomes([fetched], knowledge=known, now=timezone.now))


def test_new_entries_become_articles(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    result = pull(feed, answer(rss(item(1), item(2))), known)
    assert (result.outcome, result.created, result.failed) == ("new", 2, 0)
    article = Article.objects.get(title="Dân vận khéo ở thôn 1")
    assert article.state == Article.State.PUBLISHED
    assert article.published_at.isoformat() == "2026-11-20T01:01:00+00:00"
    assert article.url == "https://bao-mau.example/dan-van-kheo-o-thon-so-1-post1.html"
    assert Entry.objects.filter(feed=feed, state=Entry.State.STORED, article=article).count() == 1


def test_the_same_answer_again_stores_nothing(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1), item(2))), known)
    again = pull(feed, answer(rss(item(1), item(2))), known)
    assert (again.outcome, again.created, again.revised) == ("nothing-new", 0, 0)
    assert Article.objects.count() == 2
    assert Revision.objects.count() == 0


def test_validators_are_sent_back_as_they_came(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1)), last_modified="Fri, 20 Nov 2026 01:00:00 GMT"), known)
    fetcher = FakeFetcher({ADDRESS: answer(b"", status=304, not_modified=True)})
    fetched = pipeline.ask(Feed.objects.get(pk=feed.pk), fetch=fetcher.fetch)
    conditions = fetcher.asked[0][1]
    assert (conditions.etag, conditions.last_modified) == ('"one"', "Fri, 20 Nov 2026 01:00:00 GMT")
    result = next(pipeline.store_outcomes([fetched], knowledge=known, now=timezone.now))
    assert result.outcome == "not-modified"


def test_a_changed_text_keeps_its_earlier_revision(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1))), known)
    result = pull(feed, answer(rss(item(1, text=PARAGRAPH + " Con đường dài hai kilômét."))), known)
    assert result.revised == 1
    article = Article.objects.get()
    assert "hai kilômét" in article.text + article.lead
    assert "hai kilômét" not in article.revisions.get().text


def test_an_entry_whose_address_changed_finds_its_article(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1, guid="stable"))), known)
    moved = item(1, guid="stable").replace("dan-van-kheo-o-thon-so-1", "dan-van-kheo-tai-thon-mot")
    result = pull(feed, answer(rss(moved)), known)
    assert (result.created, result.revised) == (0, 1)
    assert Article.objects.get().url.endswith("dan-van-kheo-tai-thon-mot-post1.html")


def test_an_entry_with_a_new_identity_finds_its_article(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1, guid="before"))), known)
    pull(feed, answer(rss(item(1, guid="after"))), known)
    assert Article.objects.count() == 1


def test_an_entry_that_cannot_be_used_keeps_its_reason_and_stops_no_other(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    empty = "<item><guid isPermaLink='false'>empty</guid></item>"
    result = pull(feed, answer(rss(item(1), empty, item(2))), known)
    assert (result.created, result.failed) == (2, 1)
    assert "neither a headline nor a paragraph" in Entry.objects.get(state=Entry.State.FAILED).reason


def test_after_a_fault_of_ours_the_publisher_cannot_answer_that_nothing_changed(
    known: knowledge.Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_feed(url=ADDRESS)

    def faulty(raw: RawArticle, **named: Any) -> Any:
        if raw.title.endswith("thôn 2"):
            raise ZeroDivisionError
        return normalise(raw, **named)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "normalise", faulty)
        first = pull(feed, answer(rss(item(1), item(2))), known)
    assert (first.created, first.failed) == (1, 1)
    assert Feed.objects.get(pk=feed.pk).etag == ""
    second = pull(feed, answer(rss(item(1), item(2))), known)
    assert second.failed == 0
    assert Article.objects.count() == 2
    assert Feed.objects.get(pk=feed.pk).etag == '"one"'


def test_general_feeds_publish_only_what_is_on_topic(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS, intake_rule=Feed.IntakeRule.ON_TOPIC)
    football = item(
        2, title="Đội bóng tỉnh thắng trận mở màn", text="Đội chủ nhà ghi hai bàn trong hiệp một."
    )
    pull(
        feed, answer(rss(item(1, title="Dân vận khéo: bí thư chi bộ vận động dân hiến đất"), football)), known
    )
    states = dict(Article.objects.values_list("title", "state"))
    assert states == {
        "Dân vận khéo: bí thư chi bộ vận động dân hiến đất": "published",
        "Đội bóng tỉnh thắng trận mở màn": "off-topic",
    }


@pytest.mark.parametrize(
    ("result", "state", "words"),
    [
        pytest.param(
            FetchError(ADDRESS, "the connection was refused"), "unreachable", "refused", id="unreachable"
        ),
        pytest.param(answer(b"", status=404), "missing", "404", id="not found"),
        pytest.param(answer(b"", status=403), "refused", "403", id="forbidden"),
        pytest.param(answer(b"", status=500), "unreachable", "500", id="server error"),
        pytest.param(
            answer(b"<!doctype html><html><body><p>Hello</p></body></html>"), "page", "HTML page", id="html"
        ),
        pytest.param(answer(b""), "not-a-feed", "", id="empty body"),
        pytest.param(answer(rss()), "empty", "without entries", id="no entries"),
    ],
)
def test_a_failed_feed_has_a_named_state_and_is_tried_again(
    result: FetchResult | FetchError, state: str, words: str, known: knowledge.Knowledge
) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, result, known)
    feed.refresh_from_db()
    assert feed.state == state
    assert words in feed.state_reason
    assert feed.state_since is not None
    assert feed.enabled
    assert feed.next_check_at > timezone.now()
    assert Attempt.objects.get(feed=feed).outcome in {"failed", "nothing-new"}


def test_a_feed_that_is_gone_is_switched_off(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(b"", status=410), known)
    feed.refresh_from_db()
    assert (feed.state, feed.enabled) == ("gone", False)


def test_failures_back_off_and_a_success_forgets_them(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    waits = []
    for _attempt in range(4):
        pull(feed, FetchError(ADDRESS, "the connection was refused"), known)
        feed.refresh_from_db()
        waits.append(feed.next_check_at - feed.last_checked_at)
    assert feed.failures == 4
    assert waits[3] > waits[0] * 3
    pull(feed, answer(rss(item(1))), known)
    feed.refresh_from_db()
    assert (feed.failures, feed.state) == (0, "well")


def test_a_permanent_move_is_believed_when_it_repeated(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    new = "https://bao-mau.example/feeds/tin.rss"
    for times in (1, 2, 3):
        pull(feed, answer(rss(item(1)), url=new, permanent_redirect=new), known)
        feed.refresh_from_db()
        assert feed.url == (new if times == 3 else ADDRESS)


def test_claimed_feeds_are_nobody_elses_until_the_lease_ends() -> None:
    feeds = [make_feed() for _number in range(3)]
    now = timezone.now()
    first = Feed.objects.due(now).claim(now, by="a", limit=2)
    second = Feed.objects.due(now).claim(now, by="b", limit=5)
    assert {feed.pk for feed in first}.isdisjoint(feed.pk for feed in second)
    assert {feed.pk for feed in [*first, *second]} == {feed.pk for feed in feeds}
    assert Feed.objects.due(now).claim(now, by="c", limit=5) == []
    later = now + timedelta(minutes=16)
    assert len(Feed.objects.due(later).claim(later, by="c", limit=5)) == 3


def numbered(*numbers: int) -> bytes:
    """A feed that names its entries by their places: the newest is always number 0."""
    return rss(
        *(
            item(number, guid=str(place), text=f"{PARAGRAPH} Đoạn {number}.")
            for place, number in enumerate(numbers)
        )
    )


def test_a_feed_that_names_entries_by_their_places_loses_none(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    for numbers in ((3, 2, 1), (4, 3, 2), (5, 4, 3)):
        result = pull(feed, answer(numbered(*numbers), etag=f'"{numbers[0]}"'), known)
        assert result.failed == 0
    assert sorted(Article.objects.values_list("title", flat=True)) == [
        f"Dân vận khéo ở thôn {number}" for number in range(1, 6)
    ]
    assert not Entry.objects.filter(state=Entry.State.FAILED).exists()
    assert not Revision.objects.exists()


def test_an_entry_that_moves_to_a_known_address_is_that_article(known: knowledge.Knowledge) -> None:
    feed = make_feed(url=ADDRESS)
    pull(feed, answer(rss(item(1, guid="a"), item(2, guid="b"))), known)
    result = pull(feed, answer(rss(item(2, guid="a"), item(2, guid="b")), etag='"2"'), known)
    assert result.failed == 0
    assert Article.objects.count() == 2


def test_entries_that_all_lead_to_the_front_page_are_articles_of_their_own(
    known: knowledge.Knowledge,
) -> None:
    front = "https://bao-mau.example/"
    items = [
        item(n, text=f"{PARAGRAPH} Đoạn {n}.").replace(
            f"{front}dan-van-kheo-o-thon-so-{n}-post{n}.html", front
        )
        for n in (1, 2, 3)
    ]
    feed = make_feed(url=ADDRESS)
    assert pull(feed, answer(rss(*items)), known).created == 3
    assert pull(feed, answer(rss(*items), etag='"2"'), known).created == 0
    assert Article.objects.values("story").distinct().count() == 3
