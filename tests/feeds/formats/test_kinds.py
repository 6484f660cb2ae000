"""Sources without a feed, from their address to their articles: sitemaps, indexes of them, news sitemaps, lists."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from feeds import knowledge
from feeds.admin.feed_form import TRY
from feeds.formats.feed_lists import read_csv
from feeds.formats.kinds import DEFAULT_KIND, KINDS, FeedKind, Listing, kind_of, kind_of_file
from feeds.formats.listing import MAX_PARTS, MAX_PARTS_ASKED
from feeds.formats.sitemap import MAX_ENTRIES
from feeds.models import REREAD_WAIT, Entry, Feed
from feeds.pull import pipeline
from feeds.reading.kept_input import read_again
from feeds.storing.pages import fetch_pages
from feeds.web.fetcher import Fetcher, FetchSettings
from feeds.web.rate_limits import RateLimiter
from tests.factories import make_feed
from tests.feeds.paper import PARAGRAPHS, page

pytestmark = pytest.mark.django_db
NEWS = (
    "<url><loc>{url}</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><n:title>{title}</n:title>"
    "<n:publication_date>2026-11-20T08:00:00+07:00</n:publication_date></n:news></url>"
)
HTML = [("Content-Type", "text/html; charset=utf-8")]


@pytest.fixture(scope="module")
def known():
    return knowledge.from_catalogue()


@pytest.fixture
def site(feed_server, known):
    """A publisher on loopback, and a puller that reads lists and pages as the cron job does."""
    limits = FetchSettings(
        user_agent="Newsroom/1 (+https://newsroom.example/)", read_timeout=1, total_timeout=3, allow_loopback=True,
        extra_ports=frozenset({feed_server.port}),
    )  # fmt: skip

    class Site:
        server = feed_server

        def pull(self, feed):
            with Fetcher(limits) as fetcher:
                fetched = pipeline.ask(Feed.objects.get(pk=feed.pk), fetch=fetcher.fetch)
                return next(pipeline.store_outcomes([fetched], knowledge=known, now=timezone.now))

        def read_pages(self, *, later=timedelta()):
            def now():
                return timezone.now() + later

            with Fetcher(limits) as fetcher, RateLimiter() as limiter:
                return fetch_pages(
                    Entry.objects.all(),
                    fetch=fetcher.fetch,
                    limiter=limiter,
                    knowledge=lambda: known,
                    now=now,
                )

        def asked(self):
            return [request.path for request in feed_server.requests]

    return Site()


def urlset(*urls: str) -> str:
    return f"<urlset>{''.join(urls)}</urlset>"


def url(server, path: str, lastmod: str = "") -> str:
    modified = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>{server.url(path)}</loc>{modified}</url>"


def test_an_address_in_a_sitemap_becomes_the_article_of_its_page(site):
    feed = make_feed(
        url=site.server.answer("/s.xml", urlset(url(site.server, "/1.html", "2026-11-21"))), kind="sitemap"
    )
    site.server.answer("/1.html", page(), headers=HTML)
    assert site.pull(feed).entries == 1
    assert not Article.objects.exists()
    assert site.read_pages() == {"completed": 1}
    article = Article.objects.get()
    assert article.title == "Thôn Thượng bàn chuyện mở đường"
    assert PARAGRAPHS[-1] in article.text
    assert (article.published_at or datetime.min.replace(tzinfo=UTC)).date().isoformat() != "2026-11-21"
    entry = Entry.objects.get()
    assert (entry.state, entry.article, entry.reason) == ("stored", article, "")
    feed.refresh_from_db()
    assert feed.state == Feed.State.WELL


def test_an_address_is_read_again_only_when_the_sitemap_says_that_it_changed(site):
    feed = make_feed(
        url=site.server.answer("/s.xml", urlset(url(site.server, "/1.html", "2026-11-20"))), kind="sitemap"
    )
    site.server.answer("/1.html", page(), headers=HTML)
    site.pull(feed)
    site.read_pages()
    site.pull(feed)
    assert site.read_pages() == {}
    site.server.answer("/s.xml", urlset(url(site.server, "/1.html", "2026-11-21")))
    site.server.answer("/1.html", page("Thôn Thượng đã mở đường"), headers=HTML)
    site.pull(feed)
    assert site.read_pages(later=REREAD_WAIT) == {"completed": 1}
    assert Article.objects.get().title == "Thôn Thượng đã mở đường"


def test_an_index_is_followed_to_its_newest_sitemaps_and_asked_anew(site):
    named = ""
    for month in range(1, 6):
        site.server.answer(f"/2026-0{month}.xml", urlset(url(site.server, f"/{month}.html")))
        named += f"<sitemap><loc>{site.server.url(f'/2026-0{month}.xml')}</loc></sitemap>"
    headers = [("ETag", '"same"')]
    feed = make_feed(
        url=site.server.answer("/s.xml", f"<sitemapindex>{named}</sitemapindex>", headers=headers)
    )
    Feed.objects.update(kind="sitemap")
    assert site.pull(feed).entries == MAX_PARTS
    assert site.asked() == ["/s.xml", "/2026-05.xml", "/2026-04.xml", "/2026-03.xml"]
    feed.refresh_from_db()
    assert feed.etag == "", "an index may stay the same while its sitemaps change"


def test_a_sitemap_itself_is_asked_only_for_what_is_new(site):
    feed = make_feed(url=site.server.answer("/s.xml", urlset(), headers=[("ETag", '"e"')]), kind="sitemap")
    site.pull(feed)
    site.pull(feed)
    assert site.server.requests[-1].headers["if-none-match"] == '"e"'


def index(server, *paths: str) -> str:
    named = "".join(f"<sitemap><loc>{server.url(path)}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{named}</sitemapindex>"


def test_a_series_without_times_is_read_from_its_newest_end_until_there_is_enough(site):
    paths = [f"/wp-sitemap-posts-post-{number}.xml" for number in range(1, 6)]
    for number, path in enumerate(paths, start=1):
        site.server.answer(
            path, urlset(*(url(site.server, f"/bai-{number}/{slug}/") for slug in range(MAX_ENTRIES)))
        )
    site.server.answer(paths[-1], urlset(url(site.server, "/bai-moi/")))
    lists = (
        "/wp-sitemap-posts-page-1.xml",
        "/wp-sitemap-taxonomies-category-1.xml",
        "/wp-sitemap-users-1.xml",
    )
    feed = make_feed(
        url=site.server.answer("/wp-sitemap.xml", index(site.server, *paths, *lists)), kind="sitemap"
    )
    assert site.pull(feed).entries == MAX_ENTRIES
    assert site.asked() == ["/wp-sitemap.xml", paths[4], paths[3]]
    found = {row.removeprefix(site.server.url()) for row in Entry.objects.values_list("url", flat=True)}
    assert "bai-moi/" in found
    assert f"bai-4/{MAX_ENTRIES - 1}/" in found
    assert "bai-4/0/" not in found


def test_feeds_and_empty_sitemaps_at_the_head_of_an_index_do_not_count(site):
    site.server.answer("/index.xml", "<rss version='2.0'><channel><title>Báo Mẫu</title></channel></rss>")
    site.server.answer("/vi/index.xml", "<feed xmlns='http://www.w3.org/2005/Atom'/>")
    site.server.answer("/rong.xml", urlset())
    site.server.answer("/bai.xml", urlset(url(site.server, "/1.html")))
    named = index(site.server, "/feed.xml", "/index.xml", "/vi/index.xml", "/rong.xml", "/bai.xml")
    feed = make_feed(url=site.server.answer("/s.xml", named), kind="sitemap")
    assert site.pull(feed).entries == 1
    assert site.asked() == ["/s.xml", "/index.xml", "/vi/index.xml", "/rong.xml", "/bai.xml"]


def test_no_more_sitemaps_are_asked_than_a_host_is_used_to(site):
    named = index(site.server, *(f"/{letter}.xml" for letter in "abcdefghijkl"))
    feed = make_feed(url=site.server.answer("/s.xml", named), kind="sitemap")
    site.pull(feed)
    assert len(site.asked()) == 1 + MAX_PARTS_ASKED


def test_an_index_in_an_index_is_followed(site):
    site.server.answer("/bai.xml", urlset(url(site.server, "/1.html")))
    site.server.answer("/nam.xml", index(site.server, "/s.xml", "/bai.xml"))
    feed = make_feed(url=site.server.answer("/s.xml", index(site.server, "/nam.xml")), kind="sitemap")
    assert site.pull(feed).entries == 1
    assert site.asked() == ["/s.xml", "/nam.xml", "/bai.xml"]


def test_sitemaps_of_an_index_that_do_not_answer_stop_no_other(site):
    named = "".join(
        f"<sitemap><loc>{site.server.url(at)}</loc></sitemap>" for at in ("/a.xml", "/b.xml", "/c.xml")
    )
    feed = make_feed(
        url=site.server.answer("/s.xml", f"<sitemapindex>{named}</sitemapindex>"), kind="sitemap"
    )
    site.server.answer("/b.xml", b"broken")
    site.server.answer("/c.xml", urlset(url(site.server, "/1.html")))
    assert site.pull(feed).entries == 1


def test_a_news_sitemap_gives_titles_at_once(site):
    listed = NEWS.format(url=site.server.url("/1.html"), title="Dân vận khéo ở Đồng Mẫu")
    feed = make_feed(url=site.server.answer("/n.xml", urlset(listed)), kind="news-sitemap", full_text="never")
    assert site.pull(feed).created == 1
    article = Article.objects.get()
    assert (article.title, article.language) == ("Dân vận khéo ở Đồng Mẫu", "vi")
    assert article.published_at == datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_a_list_page_gives_headlines_and_then_their_pages(site):
    listed = "<main><h3><a href='/1.html'>Thôn Thượng bàn chuyện</a></h3></main>"
    site.server.answer("/1.html", page(), headers=HTML)
    feed = make_feed(
        url=site.server.answer("/muc/", listed, headers=HTML),
        kind="list-page",
        item_selector="h3 a",
        language="vi",
    )
    assert site.pull(feed).created == 1
    assert site.server.requests[0].headers["accept"].startswith("text/html")
    assert site.read_pages() == {"completed": 1}
    assert PARAGRAPHS[0] in Article.objects.get().text


@pytest.mark.parametrize(
    ("kind", "body", "status", "state", "words"),
    [
        pytest.param("sitemap", "<html><body>Chào</body></html>", 200, "page", "not a sitemap", id="a page"),
        pytest.param(
            "sitemap", "<sitemapindex/>", 200, "not-a-feed", "none of the sitemaps", id="an empty index"
        ),
        pytest.param("sitemap", "<urlset/>", 200, "empty", "without entries", id="an empty sitemap"),
        pytest.param("news-sitemap", "<rss version='2.0'/>", 200, "not-a-feed", "kind “feed”", id="a feed"),
        pytest.param("list-page", "<p>Chào</p>", 200, "not-a-feed", "names nothing", id="a new design"),
        pytest.param("list-page", "", 403, "refused", "403", id="refused"),
        pytest.param("sitemap", "", 404, "missing", "404", id="not found"),
    ],
)
def test_what_gives_nothing_is_a_state_with_a_reason(site, kind, body, status, state, words):
    address = site.server.answer("/x", body, status=status)
    feed = make_feed(url=address, kind=kind, item_selector="h3 a")
    site.pull(feed)
    feed.refresh_from_db()
    assert feed.state == state
    assert words in feed.state_reason
    assert feed.failures == (0 if state == "empty" else 1)


def test_only_feeds_are_offered_to_feed_readers(client):
    for kind in (one.name for one in KINDS):
        make_feed(url=f"https://{kind}.example/x", kind=kind)
    listed = client.get("/opml.xml").content.decode()
    assert [kind for kind in (one.name for one in KINDS) if f"https://{kind}.example/" in listed] == ["feed"]


def test_kinds_leave_and_come_back_with_a_list(tmp_path):
    for kind in (one.name for one in KINDS):
        make_feed(
            url=f"https://{kind}.example/x", kind=kind, item_selector="h3 > a" if kind == "list-page" else ""
        )
    before = set(Feed.objects.values_list("url", "kind", "item_selector"))
    file = tmp_path / "feeds.opml"
    call_command("export_sources", output=file)
    Feed.objects.all().delete()
    call_command("import_sources", str(file))
    assert set(Feed.objects.values_list("url", "kind", "item_selector")) == before


@pytest.mark.parametrize(
    ("kind", "selector", "words"),
    [
        ("sitmap", "", "the kind “sitmap” is not known"),
        ("list-page", "", "needs a CSS selector"),
        ("list-page", "a[", "not a valid CSS"),
    ],
)
def test_a_row_with_a_kind_that_cannot_be_used_is_told(kind, selector, words):
    (row,) = read_csv(
        f"feed_url,kind,selector\nhttps://p.example/x,{kind},{selector}\n".encode(), where="list.csv"
    )
    assert words in row.problem
    assert row.url == ""


def test_the_form_asks_for_the_kind(admin_client):
    page = admin_client.get(reverse("admin:feeds_feed_add")).content.decode()
    assert 'name="kind"' in page
    assert f'name="{TRY}"' in page


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_of_the_register_is_a_choice_of_the_model_and_fits_its_column(kind: FeedKind):
    field = Feed._meta.get_field("kind")
    assert len(kind.name) <= (field.max_length or 0)
    assert dict(field.flatchoices)[kind.name] == str(kind.label)
    assert kind_of(kind.name) is kind


def test_the_default_of_the_model_is_that_of_the_register():
    assert Feed().kind == DEFAULT_KIND
    assert len({kind.name for kind in KINDS}) == len(KINDS)


ITEM = "<item><title>Một bài</title><link>https://p.example/1.html</link></item>"
NITF = (
    "<nitf><head><docdata><doc-id id-string='1'/></docdata><pubdata ex-ref='https://p.example/1.html'/></head>"
    "<body><body.head><hedline><hl1>Một bài</hl1></hedline></body.head></body></nitf>"
)
# A document of each kind with one entry, and the selector that it needs.
DOCUMENTS = {
    "feed": (f"<rss version='2.0'><channel>{ITEM}</channel></rss>", ""),
    "agency": (NITF, ""),
    "news-sitemap": (urlset(NEWS.format(url="https://p.example/1.html", title="Một bài")), ""),
    "sitemap": (urlset(NEWS.format(url="https://p.example/1.html", title="Một bài")), ""),
    "list-page": ("<h3><a href='https://p.example/1.html'>Một bài</a></h3>", "h3 a"),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_kept_of_an_entry_is_read_again_without_its_document(kind: FeedKind):
    body, selector = DOCUMENTS[kind.name]
    (entry,) = kind.read(Listing(body=body.encode(), url="https://p.example/x", selector=selector)).entries
    again = read_again(entry.raw, "entry", read_from="x", url=None)
    assert (again.title, again.url) == (entry.title, entry.link) == ("Một bài", "https://p.example/1.html")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_ending_and_a_media_type_belong_to_one_kind(kind: FeedKind):
    assert {kind_of_file(ending) for ending in kind.endings} <= {kind}
    assert {kind_of_file("", media_type) for media_type in kind.media_types} <= {kind}
    assert kind_of_file(".bin", "video/mp4").name == DEFAULT_KIND


# --- Archives ------------------------------------------------------------------------------------------------------


def archived(server, *inside: str) -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='vi'><title>Báo Mẫu</title>{''.join(inside)}</feed>"


def archived_entry(server, number: int) -> str:
    return (
        f"<entry><id>urn:bai:{number}</id><title>Thôn Thượng bàn chuyện mở đường số {number}</title>"
        f"<link href='{server.url(f'/{number}.html')}'/><updated>2026-10-{number:02}T08:00:00+07:00</updated>"
        f"<content type='text'>{' '.join(PARAGRAPHS)} Bài số {number}.</content></entry>"
    )


def test_archives_are_followed_at_first_sight_only_and_take_their_places_by_time(site, settings):
    settings.FEED_ARCHIVE_PAGES = 2
    for number in range(1, 5):
        before = f"<link rel='prev-archive' href='{site.server.url(f'/cu-{number - 1}')}'/>"
        site.server.answer(
            f"/cu-{number}", archived(site.server, before, archived_entry(site.server, number))
        )
    newest = f"<link rel='prev-archive' href='{site.server.url('/cu-4')}'/>"
    address = site.server.answer("/atom", archived(site.server, newest, archived_entry(site.server, 9)))
    feed = make_feed(url=address, full_text=Feed.FullText.NEVER)
    assert site.pull(feed).created == 3
    assert site.asked() == ["/atom", "/cu-4", "/cu-3"]
    titles = [article.title[-1] for article in Article.objects.published().newest_first()]
    assert titles == ["9", "4", "3"]
    site.pull(feed)
    assert site.asked() == ["/atom", "/cu-4", "/cu-3", "/atom"]
