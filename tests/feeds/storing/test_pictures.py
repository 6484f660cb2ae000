"""Pictures are fetched once, made into files, and refused where they must not or cannot be shown."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from articles.models import Article, Picture
from articles.services import pictures as files
from feeds.models import PictureAttempt
from feeds.storing.pictures import NOT_ALLOWED, RENEWAL_WAIT, fetch_pictures, renew_pictures
from feeds.web.fetcher import Fetcher, FetchSettings
from feeds.web.rate_limits import RateLimiter
from tests.factories import NOON, make_article, make_source
from tests.feeds.server import FeedServer

pytestmark = pytest.mark.django_db
MAX_BYTES = 200_000


def picture(form: str = "JPEG", size: tuple[int, int] = (1200, 800), **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).save(out, form, **options)
    return out.getvalue()


def animated() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (200, 150), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


class Desk:
    def __init__(self, server: FeedServer, fetcher: Fetcher) -> None:
        self.server = server
        self._fetcher = fetcher
        self.late = timedelta()

    def now(self) -> datetime:
        return timezone.now() + self.late

    def add(self, path: str, content: bytes | None = None, position: int = 0, **article: Any) -> Picture:
        """A picture of an article of its own, and what the server gives at its address."""
        if content is not None:
            self.server.answer(path, content, headers=[("Content-Type", "image/jpeg")])
        row = article.pop("of", None) or make_article(**article)
        return Picture.objects.create(article=row, position=position, original_url=self.server.url(path))

    def fetch(self, limit: int = 100) -> Counter[str]:
        with RateLimiter() as limiter:
            found = fetch_pictures(fetch=self._fetcher.fetch, limiter=limiter, now=self.now, limit=limit)
        return +found

    def renew(self) -> Counter[str]:
        with RateLimiter() as limiter:
            return +renew_pictures(fetch=self._fetcher.fetch, limiter=limiter, now=self.now)

    def asked(self) -> list[str]:
        return [request.path for request in self.server.requests]


@pytest.fixture
def desk(feed_server: FeedServer) -> Iterator[Desk]:
    limits = FetchSettings(
        user_agent="Newsroom/1 (+https://newsroom.example/)",
        read_timeout=1.0,
        max_bytes=MAX_BYTES,
        allow_loopback=True,
        extra_ports=frozenset({feed_server.port}),
    )
    with Fetcher(limits) as fetcher:
        yield Desk(feed_server, fetcher)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_fetched_and_its_files_are_made(desk: Desk, form: str) -> None:
    row = desk.add("/a", picture(form))
    assert desk.fetch() == {"stored": 1}
    row.refresh_from_db()
    assert (row.state, row.widths, row.width, row.height) == ("stored", [320, 640, 960, 1200], 1200, 800)
    for width in row.widths:
        for kind in ("webp", "jpg"):
            with default_storage.open(f"{row.stored_as}-{width}.{kind}") as file:
                assert Image.open(file).width == width
    assert "image/" in desk.server.requests[0].headers["accept"]


def test_twenty_megapixels_are_a_photograph(desk: Desk) -> None:
    desk.add("/a", picture("PNG", (5000, 4000)))
    assert desk.fetch() == {"stored": 1}


def test_a_tall_drawing_is_shown_in_the_widths_that_a_file_can_hold(desk: Desk) -> None:
    drawing = BytesIO()
    Image.new("RGB", (1000, 20_000), "red").save(drawing, "PNG")
    tall, other = desk.add("/tall", drawing.getvalue()), desk.add("/other", picture())
    assert desk.fetch() == {"stored": 2}
    tall.refresh_from_db()
    other.refresh_from_db()
    assert (tall.widths, other.state) == ([320, 640], "stored")
    assert desk.renew() == {}


def test_a_strip_is_broken_and_stops_no_other(desk: Desk) -> None:
    strip, other = desk.add("/strip", picture("PNG", (100, 20_000))), desk.add("/other", picture())
    assert desk.fetch() == {"stored": 1, "broken": 1}
    strip.refresh_from_db()
    assert "strip" in strip.reason
    assert Picture.objects.get(pk=other.pk).state == "stored"


def test_sixteen_bits_of_grey_stay_grey() -> None:
    out = BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("I").point(lambda grey: grey * 257).convert(
        "I;16"
    ).save(out, "PNG")
    darkest, lightest = files.read_picture(out.getvalue()).image.convert("L").getextrema()
    assert (darkest < 10, lightest > 245) == (True, True)
    assert files.read_picture(out.getvalue()).image.convert("L").getpixel((200, 150)) in range(110, 145)


def test_a_fault_at_one_address_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    good = desk.add("/good", picture())
    bad = desk.add("/bad", picture())
    fetch = desk._fetcher.fetch

    def faulty(url: str, *arguments: Any, **named: Any) -> Any:
        if url.endswith("/bad"):
            raise RuntimeError("no such luck")
        return fetch(url, *arguments, **named)

    monkeypatch.setattr(desk._fetcher, "fetch", faulty)
    assert desk.fetch() == {"stored": 1, "postponed": 1}
    assert Picture.objects.get(pk=good.pk).state == "stored"
    assert Picture.objects.get(pk=bad.pk).state == "waiting"


BROKEN = {
    "animated": (animated(), "animated"),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
    "web page": (b"<!doctype html><title>Not found</title>", "web page"),
    "more pixels than are read": (picture("PNG", (1300, 900)), "megapixels"),
    "truncated": (picture()[:3000], "damaged"),
    "empty": (b"", "empty"),
    "huge": (b"\xff\xd8" + b"\0" * MAX_BYTES, "bytes"),
    "icon": (picture("PNG", (16, 16)), "too small"),
}


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_shown_says_why_and_is_not_asked_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setattr(files, "MAX_MEGAPIXELS", 1)
    row = desk.add("/a", content)
    assert desk.fetch() == {"broken": 1}
    row.refresh_from_db()
    assert row.state == Picture.State.BROKEN
    assert words in row.reason
    assert desk.fetch() == {}
    assert len(desk.asked()) == 1


def test_an_answer_that_ends_early_is_broken(desk: Desk) -> None:
    content = picture()
    desk.server.answer("/a", content[:900], declared_length=len(content))
    row = desk.add("/a")
    assert desk.fetch() == {"broken": 1}
    row.refresh_from_db()
    assert "ended early" in row.reason


def test_a_second_run_fetches_nothing_again(desk: Desk) -> None:
    desk.add("/a", picture())
    desk.fetch()
    assert desk.fetch() == {}
    assert desk.asked() == ["/a"]


def test_one_address_is_fetched_once_for_all_articles(desk: Desk) -> None:
    first, second = desk.add("/a", picture()), desk.add("/a")
    assert desk.fetch() == {"stored": 2}
    later = desk.add("/a")
    assert desk.fetch() == {"stored": 1}
    assert desk.asked() == ["/a"]
    stems = {Picture.objects.get(pk=row.pk).stored_as for row in (first, second, later)}
    assert len(stems) == 1
    assert stems != {""}


def test_first_pictures_of_the_newest_articles_come_first(desk: Desk) -> None:
    old, new = make_article(published_at=NOON), make_article(published_at=NOON + timedelta(days=1))
    for path, row, position in (("/old0", old, 0), ("/new1", new, 1), ("/old1", old, 1), ("/new0", new, 0)):
        desk.add(path, picture(size=(100, 80)), position, of=row)
    for _run in range(4):
        assert desk.fetch(limit=1) == {"stored": 1}
    assert desk.asked() == ["/new0", "/old0", "/new1", "/old1"]


def test_only_published_articles_need_pictures(desk: Desk) -> None:
    for state in (Article.State.HELD, Article.State.OFF_TOPIC, Article.State.WITHDRAWN):
        desk.add("/a", picture(), state=state)
    assert desk.fetch() == {}
    assert desk.asked() == []


@pytest.mark.parametrize("role", ["source", "carrier"])
def test_pictures_that_the_source_does_not_allow_are_not_fetched(desk: Desk, role: str) -> None:
    source = make_source(pictures_allowed=False)
    row = desk.add("/a", picture(), **{role: source})
    assert desk.fetch() == {"refused": 1}
    row.refresh_from_db()
    assert (row.state, row.reason) == (Picture.State.REFUSED, NOT_ALLOWED)
    assert desk.asked() == []
    source.pictures_allowed = True
    source.save()
    assert desk.fetch() == {"stored": 1}


def test_what_an_editor_took_off_stays_off(desk: Desk) -> None:
    row = desk.add("/a", picture())
    Picture.objects.update(state=Picture.State.REFUSED, reason="An editor took it off.")
    assert desk.fetch() == {}
    row.refresh_from_db()
    assert row.state == Picture.State.REFUSED


def test_a_server_in_trouble_is_asked_again_later_and_not_for_ever(desk: Desk) -> None:
    desk.server.answer("/a", status=500)
    row = desk.add("/a")
    outcomes = []
    for hours in (0, 0.5, 1.1, 12, 26, 100):
        desk.late = timedelta(hours=hours)
        outcomes.append(dict(desk.fetch()))
    assert outcomes == [{"postponed": 1}, {}, {"postponed": 1}, {}, {"broken": 1}, {}]
    row.refresh_from_db()
    assert "500" in row.reason
    assert not PictureAttempt.objects.exists()


def test_a_missing_picture_is_broken_at_once(desk: Desk) -> None:
    desk.add("/missing")
    assert desk.fetch() == {"broken": 1}


def test_the_command_says_what_it_did(
    feed_server: FeedServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    row = make_article()
    Picture.objects.create(article=row, original_url=feed_server.answer("/a", picture()))
    call_command("fetch_pictures", "--limit", "5")
    assert "1 pictures stored" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--limit"):
        call_command("fetch_pictures", "--limit", "0")


def outdated(desk: Desk, path: str = "/a", content: bytes | None = None) -> Picture:
    """A picture that was stored when fewer widths were made."""
    row = desk.add(path, picture() if content is None else content)
    with pytest.MonkeyPatch.context() as then:
        then.setattr(files, "WIDTHS", (320, 640, 960))
        then.setattr(files, "RECIPE", 1)
        assert desk.fetch() == {"stored": 1}
    row.refresh_from_db()
    assert row.widths == [320, 640, 960]
    return row


def test_a_picture_of_an_older_recipe_stays_shown_and_can_be_made_again(desk: Desk) -> None:
    row = outdated(desk)
    assert desk.fetch() == {}
    assert row.is_shown
    old = row.stored_as
    assert desk.renew() == {"renewed": 1}
    row.refresh_from_db()
    assert (row.state, row.widths) == ("stored", [320, 640, 960, 1200])
    for stem, widths in ((old, (320, 960)), (row.stored_as, (320, 1200))):
        for width in widths:
            assert default_storage.exists(f"{stem}-{width}.webp")
    assert desk.renew() == {}


NO_BETTER = {
    "gone": {"status": 404},
    "in trouble": {"status": 500},
    "damaged": {"body": picture()[:3000]},
    "smaller": {"body": picture(size=(700, 500))},
}


@pytest.mark.parametrize("answer", NO_BETTER.values(), ids=NO_BETTER.keys())
def test_what_cannot_be_had_again_is_shown_as_before(desk: Desk, answer: dict[str, Any]) -> None:
    row = outdated(desk)
    before = (row.state, row.stored_as, row.widths)
    desk.server.answer("/a", **answer)
    assert desk.renew() == {"kept": 1}
    row.refresh_from_db()
    assert (row.state, row.stored_as, row.widths) == before
    assert desk.renew() == {}, "it is not asked for again at once"
    desk.late = RENEWAL_WAIT + timedelta(hours=1)
    assert desk.renew() == {"kept": 1}


def test_pictures_that_the_source_forbids_meanwhile_are_not_fetched_again(desk: Desk) -> None:
    row = outdated(desk)
    row.article.source.pictures_allowed = False
    row.article.source.save()
    assert desk.renew() == {}


def test_the_command_makes_pictures_again(
    feed_server: FeedServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FETCH_EXTRA_PORTS = frozenset({feed_server.port})
    row = Picture.objects.create(
        article=make_article(),
        original_url=feed_server.answer("/a", picture()),
        state="stored",
        stored_as="pictures/ab/abcd",
        widths=[320, 640, 960],
        width=1200,
        height=800,
    )
    call_command("fetch_pictures", "--renew")
    assert "1 pictures made again, 0 kept" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.widths == [320, 640, 960, 1200]


def test_the_limits_of_files_are_those_of_the_service() -> None:
    assert files.WIDTHS == (320, 640, 960, 1280)
