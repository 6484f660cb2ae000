"""Sites as publishers' software makes them, pulled through their feed, their list page and their sitemap.

Whatever was put in comes out as it was, or not at all where the software does not say it: nothing is wrong. Prints a row
of figures for each site and road, which `-rP` shows.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feeds import knowledge
from feeds.following.discovery import discover
from feeds.formats.feed_parser import parse
from tests.feeds.publishers import wordpress
from tests.feeds.publishers.comparison import Fault, compare
from tests.feeds.publishers.installed import NotInstalledError
from tests.feeds.publishers.posts import POSTS, Post
from tests.feeds.publishers.roads import Road, fetching, pulled
from tests.feeds.publishers.static_sites import MAKERS, Maker
from tests.feeds.publishers.wordpress import Settings, WordPress
from tests.feeds.web.real_servers import Place, apache, free_port, program, serving

# Installing from the registries takes a minute, on a busy machine more.
pytestmark = [pytest.mark.servers, pytest.mark.django_db, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def known() -> knowledge.Knowledge:
    return knowledge.from_catalogue()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that servers can read which give up root's rights, as pytest's own cannot be."""
    made = Path(tempfile.mkdtemp(prefix="publishers"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made)


@pytest.fixture(scope="module", params=["blocks", "classic"])
def site(request: pytest.FixtureRequest) -> Iterator[WordPress]:
    """A WordPress with posts of the block editor, then one with posts of the classic editor."""
    if why := wordpress.missing():
        pytest.skip(why)
    with _folder() as folder, wordpress.running(folder, classic=request.param == "classic") as running:
        yield running


SETTINGS = {
    "Twenty Twenty-Three": Settings(),
    "Twenty Twenty-Two, Vietnamese": Settings(
        theme="twentytwentytwo", locale="vi", date_format="d/m/Y", time_format="H:i", permalinks="/%postname%/"
    ),
    "Twenty Twenty-One, summaries": Settings(
        theme="twentytwentyone", summaries=True, permalinks="/archives/%post_id%/%postname%"
    ),
    "Twenty Twenty-Three, Arabic": Settings(locale="ar", date_format="j F، Y", permalinks="/%category%/%postname%.html"),
    "Twenty Twenty-One, Thai": Settings(theme="twentytwentyone", locale="th", date_format="j F Y"),
}  # fmt: skip
WORDPRESS_ROADS = {
    "feed": Road("feed", "/feed/"),
    "Atom feed": Road("Atom feed", "/feed/atom/"),
    "list": Road(
        "list", "/", kind="list-page", selector=".wp-block-post-title a, .entry-title a, .wp-block-query li"
    ),
    "sitemap": Road("sitemap", "/wp-sitemap.xml", kind="sitemap"),
}


@pytest.mark.parametrize("road", WORDPRESS_ROADS)
@pytest.mark.parametrize("name", SETTINGS)
def test_wordpress(site: WordPress, name: str, road: str, known: knowledge.Knowledge) -> None:
    site.apply(SETTINGS[name])
    # A gallery of the classic editor is nothing but pictures in a feed. A link without words leads nowhere in a list.
    unsaid = {"feed": {"caption"}, "Atom feed": {"caption"}, "list": {"article"}}.get(road, set())
    _check(f"WordPress, {name}", WORDPRESS_ROADS[road], site.home, POSTS, known, frozenset(unsaid))


def test_wordpress_offers_its_feed_and_no_comments(site: WordPress) -> None:
    with fetching(site.home) as fetcher:
        found = discover(f"{site.home}/", fetch=fetcher.fetch)
        comments = fetcher.fetch(f"{site.home}/comments/feed/")
    assert {one.kind for one in found} == {"feed", "sitemap"}
    assert not [one.url for one in found if "comments" in one.url]
    assert parse(comments.body, url=comments.url).is_comments


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.name)
def made(request: pytest.FixtureRequest) -> Iterator[tuple[Maker, str]]:
    """A maker of static sites, and the address at which Apache with mod_deflate serves what it made."""
    maker: Maker = request.param
    if program("apache2") is None:
        pytest.skip("not installed: apache2")
    with _folder() as folder:
        place = Place(folder / "server", free_port())
        home = f"http://127.0.0.1:{place.port}"
        (folder / "work").mkdir()
        place.folder.mkdir()
        try:
            maker.build(maker.posts, folder / "work", home).rename(place.site)
        except NotInstalledError as error:
            pytest.skip(f"{maker.name}: {error}")
        with serving(apache(place, "gzip"), place):
            yield maker, home


@pytest.mark.parametrize("road", ["feed", "feed and page", "list", "sitemap"])
def test_static_sites(made: tuple[Maker, str], road: str, known: knowledge.Knowledge) -> None:
    maker, home = made
    roads = {
        "feed": Road(road, maker.feed),
        "feed and page": Road(road, maker.feed, full_text="always"),
        "list": Road(road, maker.listing, kind="list-page", selector=maker.selector),
        "sitemap": Road(road, maker.sitemap, kind="sitemap"),
    }
    if not roads[road].url:
        pytest.skip(f"{maker.name} makes no feed")
    unsaid = maker.unsaid | (maker.unsaid_by_pages if road in {"list", "sitemap"} else frozenset())
    untitled = {"article"} if road == "list" and not all(post.title for post in maker.posts) else set()
    _check(maker.name, roads[road], home, maker.posts, known, unsaid | untitled, maker.others)


def _check(
    name: str,
    road: Road,
    home: str,
    posts: tuple[Post, ...],
    known: knowledge.Knowledge,
    unsaid: frozenset[str],
    others: tuple[str, ...] = (),
) -> None:
    articles, reasons = pulled(road.at(home), known)
    faults = compare(posts, articles, others=others)
    missing = Counter(fault.fact for fault in faults if fault.missing)
    left = ", ".join(f"{number} × {fact}" for fact, number in missing.items()) or "0"
    wrong = [fault for fault in faults if not fault.missing]
    print(f"| {name} | {road.name} | {len(articles)} | {len(wrong)} | {left} |")
    assert _told(wrong) == [], reasons
    assert _told([fault for fault in faults if fault.missing and fault.fact not in unsaid]) == [], reasons


def _told(faults: list[Fault]) -> list[str]:
    return [str(fault) for fault in faults]
