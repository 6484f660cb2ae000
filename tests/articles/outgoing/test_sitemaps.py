"""Sitemaps, the news sitemap, robots.txt: every public page once, with its versions; nothing that is not public."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from protego import Protego
from pytest_django import Settings

from articles.models import Article, ArticleTopic, Citation, Document
from articles.outgoing import sitemaps
from articles.outgoing.sitemaps.articles import PARTS
from articles.services.curation import correct_text
from tests.factories import NOON, make_article, make_category, make_comment, make_source, make_topic

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def tree(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.getvalue())


def locations(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iterfind(".//s:loc", NAMES)]


def alternates(root: ElementTree.Element, address: str) -> dict[str, str]:
    """The versions that a sitemap gives for a page."""
    url = next(one for one in root.iterfind("s:url", NAMES) if one.findtext("s:loc", None, NAMES) == address)
    return {link.attrib["hreflang"]: link.attrib["href"] for link in url.iterfind("x:link", NAMES)}


def links_of(page: str, rel: str) -> dict[str, str]:
    """The hreflang links, or the canonical one (under ""), in the head of a page."""
    found = {}
    for tag in re.findall(r"<link [^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("rel") == rel and (rel == "canonical" or "hreflang" in attributes):
            found[attributes.get("hreflang", "")] = attributes["href"]
    return found


def test_the_index_leads_to_every_public_page(client: Client) -> None:
    seen = make_article(language="en", category=make_category())
    make_article(language="en", state=Article.State.HELD)
    make_article(language="en", state=Article.State.WITHDRAWN)
    parts = locations(tree(client, "/sitemap.xml"))
    assert f"{SITE}/sitemap-en.xml" in parts
    assert f"{SITE}/sitemap-zh-hant.xml" in parts
    found: list[str] = []
    for part in parts:
        found += locations(tree(client, part.removeprefix(SITE)))
    assert len(found) == len(set(found))
    assert [address for address in found if "/article/" in address] == [SITE + seen.get_absolute_url()]
    assert SITE + seen.category.get_absolute_url("en") in found
    for address in found:
        if address.startswith((f"{SITE}/en/", f"{SITE}/ar/")):
            assert client.get(address.removeprefix(SITE)).status_code == 200, address


def test_a_part_is_a_range_of_ids_and_no_larger(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.outgoing.sitemaps.articles.PART_SIZE", 3)
    articles = [make_article() for _ in range(7)]
    index = tree(client, "/sitemap.xml")
    parts = [part for part in locations(index) if "articles" in part]
    held = [locations(tree(client, part.removeprefix(SITE))) for part in parts]
    assert all(1 <= len(part) <= 3 for part in held)
    assert [address for part in held for address in part] == [
        SITE + article.get_absolute_url() for article in articles
    ]
    # What a part holds stays when older articles go.
    articles[0].delete()
    assert locations(tree(client, parts[-1].removeprefix(SITE))) == held[-1]


def test_a_part_that_holds_nothing_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-articles-999999.xml").status_code == 404


def test_the_index_says_when_a_part_changed(client: Client) -> None:
    make_article(arrived_at=NOON)
    make_article(arrived_at=NOON + timedelta(days=1))
    moments = [element.text for element in tree(client, "/sitemap.xml").iterfind(".//s:lastmod", NAMES)]
    assert moments[-1] == "2024-05-20T05:00:00+00:00"


def test_a_part_changes_with_its_newest_change_of_a_known_time(client: Client) -> None:
    make_article(arrived_at=NOON, updated_at=NOON + timedelta(hours=2))
    make_article(arrived_at=NOON, updated_at=NOON + timedelta(hours=5), updated_day_only=True)
    make_article(arrived_at=NOON + timedelta(hours=9), state=Article.State.HELD)
    moments = [element.text for element in tree(client, "/sitemap.xml").iterfind(".//s:lastmod", NAMES)]
    assert moments == ["2024-05-19T07:00:00+00:00"]


def test_a_correction_moves_the_article_and_its_part(client: Client) -> None:
    article = make_article(arrived_at=NOON)
    make_article(arrived_at=NOON + timedelta(days=1))
    correct_text(article=article, by=None, now=NOON + timedelta(days=3), title="Corrected")
    part = f"/sitemap-articles-{article.pk // sitemaps.PART_SIZE}.xml"
    moments = [
        [element.text for element in tree(client, address).iterfind(".//s:lastmod", NAMES)]
        for address in ("/sitemap.xml", part)
    ]
    assert moments == [
        ["2024-05-22T05:00:00+00:00"],
        ["2024-05-22T05:00:00+00:00", "2024-05-20T05:00:00+00:00"],
    ]


def test_a_part_is_sent_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.outgoing.sitemaps.writing.PAGES_A_PIECE", 2)
    monkeypatch.setattr("articles.outgoing.sitemaps.articles.ARTICLES_AT_ONCE", 2)
    articles = [make_article(language="th", title="ข่าว & <ใหม่>"), *(make_article() for _ in range(4))]
    response = client.get(f"/sitemap-articles-{articles[0].pk // sitemaps.PART_SIZE}.xml")
    assert response.streaming
    pieces = [piece.decode() for piece in response.streaming_content]
    assert len(pieces) == 4
    assert locations(ElementTree.fromstring("".join(pieces))) == [
        SITE + article.get_absolute_url() for article in articles
    ]


def test_the_index_asks_an_index_of_the_database_for_each_part() -> None:
    make_article()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
        cursor.execute(f"EXPLAIN {PARTS}", {"size": sitemaps.PART_SIZE})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using article_sitemap_part" in plan


def test_versions_are_the_same_on_the_pages_and_in_the_sitemap(client: Client) -> None:
    original = make_article(language="vi", address_key="paper.example/1")
    story = original.story
    english = make_article(language="en", story=story, origin_key="paper.example/1", machine_translated=True)
    arabic = make_article(language="ar", story=story, origin_key="paper.example/1", machine_translated=True)
    make_article(language="vi", story=story, is_lead=False)
    make_article(language="fr", story=story, state=Article.State.HELD)
    expected = {
        "ar": SITE + arabic.get_absolute_url(),
        "en": SITE + english.get_absolute_url(),
        "vi": SITE + original.get_absolute_url(),
        "x-default": SITE + original.get_absolute_url(),
    }
    part = tree(client, f"/sitemap-articles-{original.pk // sitemaps.PART_SIZE}.xml")
    for version in (original, english, arabic):
        address = version.get_absolute_url()
        page = client.get(address).content.decode()
        assert links_of(page, "alternate") == expected
        assert links_of(page, "canonical") == {"": SITE + address}
        assert alternates(part, SITE + address) == expected


def test_without_a_known_original_the_default_is_what_most_can_read(client: Client) -> None:
    french = make_article(language="fr")
    english = make_article(language="en", story=french.story)
    for version in (french, english):
        page = client.get(version.get_absolute_url()).content.decode()
        assert links_of(page, "alternate")["x-default"] == SITE + english.get_absolute_url()


def test_an_article_alone_names_no_versions(client: Client) -> None:
    article = make_article()
    part = tree(client, f"/sitemap-articles-{article.pk // sitemaps.PART_SIZE}.xml")
    assert alternates(part, SITE + article.get_absolute_url()) == {}


def test_a_list_names_only_editions_in_which_it_holds_something(client: Client) -> None:
    topic, taken_off = make_topic(), make_topic()
    document = Document.objects.create(number="25-NQ/TW")
    source = make_source()
    for language in ("vi", "en"):
        article = make_article(language=language, source=source)
        ArticleTopic.objects.create(article=article, topic=topic)
        ArticleTopic.objects.create(article=article, topic=taken_off, by_hand=True, excluded=True)
        Citation.objects.create(article=article, document=document, cited_as="25")
    english, french = tree(client, "/sitemap-en.xml"), tree(client, "/sitemap-fr.xml")
    for thing in (topic, document, source):
        address = SITE + thing.get_absolute_url("en")
        assert alternates(english, address) == {
            "vi": SITE + thing.get_absolute_url("vi"),
            "en": address,
            "x-default": address,
        }
        assert SITE + thing.get_absolute_url("fr") not in locations(french)
    assert SITE + taken_off.get_absolute_url("en") not in locations(english)
    assert alternates(french, f"{SITE}/fr/")["x-default"] == f"{SITE}/"
    assert len(alternates(french, f"{SITE}/fr/about/")) == 21


def test_queries_do_not_grow_with_content(client: Client) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            article = make_article(language="vi", category=make_category(), topics=[make_topic()])
            make_article(language="en", story=article.story)

    fill(2)
    addresses = ["/sitemap.xml", "/sitemap-vi.xml", "/sitemap-articles-0.xml", "/news-sitemap.xml"]
    part = Article.objects.latest("pk").pk // sitemaps.PART_SIZE
    addresses[2] = f"/sitemap-articles-{part}.xml"
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                client.get(address)
        counts.append(len(queries))
        fill(5)
    assert counts[1] == counts[0] <= 12


def test_news_are_those_of_the_last_two_days(client: Client) -> None:
    newest = make_article(language="zh-hans", title="新闻 & <b>", published_at=NOON - timedelta(hours=1))
    older = make_article(language="pt-br", published_at=NOON - timedelta(hours=47))
    make_article(published_at=NOON - timedelta(hours=49))
    make_article(published_at=None, arrived_at=NOON)
    make_article(published_at=NOON + timedelta(hours=1))
    make_article(published_at=NOON, state=Article.State.HELD)
    make_article(published_at=NOON, story=newest.story, language="zh-hans", is_lead=False)
    with time_machine.travel(NOON, tick=False):
        root = tree(client, "/news-sitemap.xml")
    assert locations(root) == [SITE + newest.get_absolute_url(), SITE + older.get_absolute_url()]
    news = root.find("s:url/n:news", NAMES)
    assert news is not None
    assert news.findtext("n:publication/n:name", None, NAMES) == "Newsroom"
    assert news.findtext("n:publication_date", None, NAMES) == "2024-05-19T04:00:00+00:00"
    assert news.findtext("n:title", None, NAMES) == "新闻 & <b>"
    languages = [element.text for element in root.iterfind(".//n:language", NAMES)]
    assert languages == ["zh-cn", "pt"]


def test_robots_may_read_everything_but_the_desk_and_searches(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://news.example"
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: https://news.example/sitemap.xml" in text
    # Named when it holds something.
    assert "news-sitemap.xml" not in text
    make_article(published_at=timezone.now())
    assert "Sitemap: https://news.example/news-sitemap.xml" in client.get("/robots.txt").content.decode()
    rules = Protego.parse(text)
    allowed = {
        "/vi/": True,
        "/vi/article/1/mot-bai/": True,
        "/vi/feed.rss": True,
        "/vi/search/": True,
        "/vi/search/?q=a": False,
        "/vi/search/feed.rss?q=a": False,
        "/admin/": False,
    }
    asked = {path: rules.can_fetch(f"https://news.example{path}", "a robot") for path in allowed}
    assert asked == allowed


@pytest.mark.parametrize("query", ["", "?source=x", "?utm_source=mail", "?q=a"])
def test_a_list_has_one_canonical_address(query: str, client: Client) -> None:
    page = client.get(f"/en/topic/{query}").content.decode()
    assert links_of(page, "canonical") == {"": f"{SITE}/en/topic/"}


def test_a_later_page_of_a_list_is_a_page_of_its_own(client: Client) -> None:
    category = make_category()
    page = client.get(
        category.get_absolute_url("en") + "?before=1716094800000000-5&source=x"
    ).content.decode()
    assert links_of(page, "canonical") == {
        "": f"{SITE}{category.get_absolute_url('en')}?before=1716094800000000-5"
    }


def test_a_list_names_itself_in_all_editions(client: Client) -> None:
    category = make_category()
    page = client.get(category.get_absolute_url("fr")).content.decode()
    links = links_of(page, "alternate")
    assert len(links) == 21
    assert links["ar"] == SITE + category.get_absolute_url("ar")
    assert links["x-default"] == SITE + category.get_absolute_url("en")


def test_a_page_that_is_not_there_claims_nothing(client: Client) -> None:
    response = client.get("/en/category/nowhere/")
    page = response.content.decode()
    assert response.status_code == 404
    assert (links_of(page, "canonical"), links_of(page, "alternate")) == ({}, {})
    assert "application/rss+xml" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/topic/",
        "/en/source/",
        "/en/about/",
        "/en/feed.rss",
        "/sitemap.xml",
        "/robots.txt",
        "/opml.xml",
    ],
)
def test_public_pages_may_be_kept_and_set_no_cookie(address: str, client: Client) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "max-age=" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_page_with_a_form_sets_no_cookie_and_can_be_kept(client: Client) -> None:
    comment = make_comment(article=make_article(language="vi"))
    response = client.get(f"/vi/comment/{comment.pk}/report")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]


def test_what_monitors_ask_is_never_kept(client: Client) -> None:
    assert client.get("/healthz")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["about", "translations-and-corrections", "privacy", "accessibility", "offline"]
)
@pytest.mark.parametrize("edition", ["en", "ar"])
def test_pages_about_the_site(name: str, edition: str, client: Client) -> None:
    response = client.get(f"/{edition}/{name}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1>") == 1
    assert f'<html lang="{edition}"' in page


def test_the_manifest_speaks_the_edition(client: Client) -> None:
    response = client.get("/ar/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["lang"], manifest["dir"], manifest["start_url"]) == ("ar", "rtl", "/ar/")
    assert manifest["icons"]
    assert "/ar/manifest.webmanifest" in client.get("/ar/").content.decode()
