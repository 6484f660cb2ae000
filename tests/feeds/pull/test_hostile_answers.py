"""Answers made to break a pull: one feed's nonsense must never stop the others, nor leave a claim."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from feeds.models import Feed
from tests.factories import make_feed
from tests.feeds.paper import item, rss
from tests.feeds.server import Answer, FeedServer

pytestmark = pytest.mark.django_db(transaction=True)

NUL = "\\u0000"
SURROGATE = "\\ud800"


def json_feed(bad: str) -> bytes:
    """A JSON Feed with `bad` in every text that is kept anywhere."""
    return (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Báo {bad}", "language": "vi{bad}",'
        f' "home_page_url": "https://bao-mau.example/{bad}", "feed_url": "https://bao-mau.example/{bad}.json",'
        f' "hubs": [{{"type": "WebSub", "url": "https://hub.example/{bad}"}}],'
        f' "items": [{{"id": "a{bad}", "url": "https://bao-mau.example/a{bad}", "title": "Bài {bad}",'
        f' "content_text": "Bà con {bad} hiến đất", "date_published": "2026-11-20{bad}",'
        f' "tags": ["x{bad}"], "image": "https://bao-mau.example/{bad}.jpg",'
        f' "authors": [{{"name": "An{bad}"}}]}}]}}'
    ).encode()


def answer(**headers: str) -> Answer:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Answer(rss(), headers=pairs)


ANSWERS = {
    "NUL in a JSON feed": Answer(json_feed(NUL)),
    "half a character in a JSON feed": Answer(json_feed(SURROGATE)),
    "NUL in an ETag": answer(ETag='"a\0b"'),
    "NUL in Last-Modified": answer(Last_Modified="yester\0day"),
    "NUL in a hub's address": answer(Link='<https://hub.example/\0>; rel="hub"'),
    "bytes beyond ASCII in an ETag": answer(ETag='"b\xc3\xa0i"'),
    "a number too large": Answer(
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + b"9" * 5000 + b"}]}"
    ),
    "ttl of a million digits": Answer(
        b"<rss version='2.0'><channel><title>a</title><ttl>" + b"9" * 1_000_000 + b"</ttl></channel></rss>"
    ),
    "max-age of a thousand digits": answer(Cache_Control="max-age=" + "9" * 1000),
    "Expires beyond all years": answer(Expires="Fri, 31 Dec 9999 23:59:59 GMT"),
    "a status that is none": Answer(status=999),
    "a long title": Answer(
        f"<rss version='2.0'><channel><title>{'Báo ' * 5000}</title></channel></rss>".encode()
    ),
}


@pytest.mark.parametrize("hostile", ANSWERS.values(), ids=ANSWERS)
def test_nonsense_stops_no_other_feed(settings, feed_server: FeedServer, hostile: Answer) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    feed_server.scripts["/hostile"] = hostile
    feed_server.answer("/other", rss(item(feed_server, "/bai.html")))
    first = make_feed(url=feed_server.url("/hostile"), full_text="never")
    second = make_feed(url=feed_server.url("/other"), full_text="never")
    for _pull in range(2):
        output = StringIO()
        call_command("pull_feeds", "--json", "--all", stdout=output)
        assert json.loads(output.getvalue())["feeds"] == 2
    second.refresh_from_db()
    assert second.state == Feed.State.WELL
    first.refresh_from_db()
    assert first.state != Feed.State.NEW
    assert not Feed.objects.exclude(claimed_until=None).exists()


@pytest.mark.parametrize("status", [301, 308])
def test_an_address_too_long_to_keep_is_followed_and_not_kept(
    settings, feed_server: FeedServer, status: int
) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    target = "/" + "a" * 2500
    feed_server.answer(target, rss(item(feed_server, "/bai.html")))
    feed_server.answer("/feed", status=status, headers=[("Location", target)])
    feed = make_feed(url=feed_server.url("/feed"), full_text="never")
    for _pull in range(4):
        call_command("pull_feeds", "--json", "--all", stdout=StringIO())
    feed.refresh_from_db()
    assert (feed.state, feed.url) == (Feed.State.WELL, feed_server.url("/feed"))
