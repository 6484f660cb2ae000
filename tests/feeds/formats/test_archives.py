"""Archives and further pages of feeds (RFC 5005): what is followed, and what of it counts."""

import pytest

from feeds.errors import FetchError
from feeds.formats.kinds import Listing, kind_of
from feeds.formats.listing import ask_older, read_listing
from feeds.web.fetcher import FetchResult
from tests.feeds.fakes import FakeFetcher

SITE = "https://paper.example"


def entry(number: int, *, dated: bool = True, title: str = "") -> str:
    date = f"<updated>2026-10-{number:02}T08:00:00+07:00</updated>" if dated else ""
    return (
        f"<entry><id>urn:{number}</id><title>{title or f'Bài {number}'}</title>"
        f"<link href='{SITE}/{number}.html'/>{date}</entry>"
    )


def atom(path: str, *inside: str) -> FetchResult:
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Báo</title>{''.join(inside)}</feed>"
    return FetchResult(
        url=f"{SITE}{path}", status=200, body=body.encode(), content_type="application/atom+xml"
    )


def link(rel: str, path: str) -> str:
    return f"<link rel='{rel}' href='{SITE}{path}'/>"


NEWEST = atom("/atom", link("prev-archive", "/2"), entry(9))
ANSWERS = {
    f"{SITE}/2": atom("/2", link("prev-archive", "/1"), entry(8), entry(9, title="Bài cũ")),
    f"{SITE}/1": atom("/1", link("next-archive", "/2"), entry(7), entry(6, dated=False)),
}


def asked(newest: FetchResult, answers: dict[str, FetchResult | FetchError], at_most: int = 5) -> list[str]:
    fake, paused = FakeFetcher(answers), list[str]()
    ask_older(newest, "feed", at_most=at_most, fetch=fake.fetch, pause=paused.append)
    urls = [url for url, _conditions in fake.asked]
    assert paused == urls, "it pauses before each"
    return [url.removeprefix(SITE) for url in urls]


@pytest.mark.parametrize(
    ("newest", "answers", "at_most", "expected"),
    [
        pytest.param(NEWEST, ANSWERS, 5, ["/2", "/1"], id="archives"),
        pytest.param(NEWEST, ANSWERS, 1, ["/2"], id="up to the setting"),
        pytest.param(NEWEST, ANSWERS, 0, [], id="none"),
        pytest.param(NEWEST, {}, 5, ["/2"], id="one that does not answer"),
        pytest.param(atom("/atom", entry(1)), ANSWERS, 5, [], id="nothing is named"),
        pytest.param(
            atom("/atom", link("next", "/p2")),
            {f"{SITE}/p2": atom("/p2", link("next", "/p3")), f"{SITE}/p3": FetchResult(url="x", status=404)},
            5,
            ["/p2", "/p3"],
            id="pages",
        ),
        pytest.param(
            atom("/atom", link("next", "/p2")),
            {f"{SITE}/p2": atom("/p2", link("next", "/atom"))},
            5,
            ["/p2"],
            id="a circle",
        ),
        pytest.param(
            atom("/atom", "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>", link("next", "/2")),
            ANSWERS,
            5,
            [],
            id="complete",
        ),
        pytest.param(
            FetchResult(
                url=f"{SITE}/feed.json",
                status=200,
                body=b'{"version":"https://jsonfeed.org/version/1.1","title":"B","next_url":"/2","items":[]}',
            ),
            ANSWERS,
            5,
            ["/2", "/1"],
            id="JSON Feed",
        ),
    ],
)  # fmt: skip
def test_older_documents_are_followed_one_after_the_other(newest, answers, at_most, expected):
    assert asked(newest, answers, at_most) == expected


def test_their_entries_come_after_the_newest_and_none_without_a_date():
    older = tuple(ANSWERS.values())
    feed = read_listing(NEWEST, older, kind="feed")
    assert [entry.title for entry in feed.entries] == ["Bài 9", "Bài 8", "Bài 7"]
    assert feed.problems == ("1 older entries without a date were left out",)


def test_a_document_that_cannot_be_read_ends_the_series():
    broken = FetchResult(url=f"{SITE}/2", status=200, body=b"<!doctype html><title>Trang</title>")
    feed = read_listing(NEWEST, (broken, *ANSWERS.values()), kind="feed")
    assert [entry.title for entry in feed.entries] == ["Bài 9"]


def test_other_hosts_are_asked_in_their_own_turn():
    newest = atom("/atom", "<link rel='prev-archive' href='https://kho.example/2'/>")
    own, elsewhere = FakeFetcher({}), FakeFetcher({})
    ask_older(newest, "feed", at_most=3, fetch=own.fetch, fetch_elsewhere=elsewhere.fetch)
    assert (own.asked, [url for url, _conditions in elsewhere.asked]) == ([], ["https://kho.example/2"])


def test_kinds_without_archives_name_none():
    assert kind_of("sitemap").older_of(Listing(body=NEWEST.body, url=NEWEST.url)) is None
