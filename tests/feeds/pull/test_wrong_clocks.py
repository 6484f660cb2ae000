"""Hosts whose clocks are wrong: a pull keeps the database's time, and takes back what a wrong clock wrote."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.clock import DatabaseClock, database_now
from feeds.models import Entry, Feed, Host, PictureAttempt, RobotsFile, Subscription
from feeds.pull.wrong_stamps import mend_wrong_stamps
from tests.factories import make_feed
from tests.feeds.pull.test_pull_command import Site, conditional, database, rss, site
from tests.feeds.server import FeedServer
from tests.programs import clock_ahead

__all__ = ["database", "site"]
DAY = timedelta(days=1)


@pytest.mark.parametrize("shift", ["+1d", "-1d"])
def test_a_puller_with_a_wrong_clock_writes_no_wrong_time(
    site: Site, feed_server: FeedServer, shift: str
) -> None:
    feed_server.script("/a", conditional(rss("a", 2)))
    site.add_feed("/a")
    status, output, problems = site.run("pull_feeds", "--json", **clock_ahead(shift))
    assert (status, '"created": 2' in output) == (0, True), problems
    stamps = site.rows(
        "SELECT last_checked_at, state_since, last_new_at, next_check_at - interval '1 day' FROM feeds_feed"
        " UNION ALL SELECT arrived_at, arrived_at, arrived_at, arrived_at FROM articles_article"
        " UNION ALL SELECT first_seen_at, changed_at, changed_at, changed_at FROM feeds_entry"
        " UNION ALL SELECT started_at, started_at, started_at, started_at FROM feeds_fetch"
        " UNION ALL SELECT created_at, created_at, created_at, created_at FROM articles_story"
    )
    now = timezone.now()
    assert all(abs(stamp - now) < DAY / 2 for row in stamps for stamp in row)
    # Whoever pulls next is served, whatever the other's clock said.
    assert site.pull("--all")["feeds"] == 1


def test_feeds_that_a_wrong_clock_silenced_are_asked_again(site: Site, feed_server: FeedServer) -> None:
    feed_server.script("/a", conditional(rss("a", 2)))
    feed = site.add_feed("/a")
    site.rows(
        "UPDATE feeds_feed SET last_checked_at = now() + interval '1 day', next_check_at = now() + '2 days'"
    )
    assert site.pull()["feeds"] == 1
    for choice in (["--all"], ["--feed", str(feed)]):
        site.rows("UPDATE feeds_feed SET last_checked_at = now() + interval '1 day'")
        assert site.pull(*choice)["feeds"] == 1


@pytest.mark.django_db
def test_what_only_a_wrong_clock_writes_is_told_and_taken_back(caplog: pytest.LogCaptureFixture) -> None:
    now = database_now()
    later, much_later = now + DAY, now + timedelta(days=40)
    feed = make_feed(next_check_at=later, last_checked_at=later, state_since=later)
    claimed = make_feed(next_check_at=now, claimed_until=later, claimed_by="host:1:gone")
    Host.objects.create(name="bao.example", next_allowed_at=later)
    RobotsFile.objects.create(place="https://bao.example", status=200, fetched_at=later)
    PictureAttempt.objects.create(address_hash="a", attempts=1, next_at=much_later)
    Subscription.objects.create(
        feed=feed, hub="https://hub.example", topic="https://a.example", verified_at=later
    )
    wanted = {"page_state": Entry.PageState.WANTED, "page_next_at": much_later}
    Entry.objects.create(feed=feed, identity="a", first_seen_at=now, changed_at=now, **wanted)
    with caplog.at_level(logging.WARNING):
        assert set(mend_wrong_stamps(now).values()) == {1}
    assert "1 of feeds" in caplog.text
    feed.refresh_from_db()
    assert (feed.last_checked_at, feed.next_check_at, feed.state_since) == (now, now, now)
    claimed.refresh_from_db()
    assert (claimed.claimed_until, claimed.claimed_by) == (None, "")
    assert (Host.objects.get().next_allowed_at, RobotsFile.objects.count()) == (now, 0)
    assert (PictureAttempt.objects.get().next_at, Entry.objects.get().page_next_at) == (now, now)
    assert mend_wrong_stamps(now) == {}


@pytest.mark.django_db
def test_what_is_put_off_for_a_reason_stays_so(caplog: pytest.LogCaptureFixture) -> None:
    now = database_now()
    make_feed(
        next_check_at=now + timedelta(days=15), last_checked_at=now, claimed_until=now + timedelta(minutes=15)
    )
    Host.objects.create(name="bao.example", next_allowed_at=now + DAY, reason="It answered 429.")
    PictureAttempt.objects.create(address_hash="a", attempts=1, next_at=now + timedelta(days=30))
    assert mend_wrong_stamps(now) == {}
    assert caplog.text == ""
    assert Feed.objects.due(now).count() == 0


@pytest.mark.django_db
def test_the_clock_counts_on_from_the_time_of_the_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        clock = DatabaseClock()
        first, second = clock(), clock()
    assert timedelta() <= second - first < timedelta(seconds=10)
    assert abs(database_now() - second) < timedelta(seconds=10)
