"""What search engines and sharing sites read in the head of a page."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from pytest_django import Settings

from articles.models import Article, Author, Citation, Document, Picture
from articles.outgoing.sitemaps import PART_SIZE
from articles.outgoing.structured_data import as_json, bcp47, og_locale
from feeds.extractor.page import extract_page
from tests.factories import NOON, make_article, make_category, make_source, make_topic

SITE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("tag", "spelled", "locale"),
    [
        ("vi", "vi", "vi_VN"),
        ("en", "en", "en_US"),
        ("zh-hans", "zh-Hans", "zh_CN"),
        ("zh-hant", "zh-Hant", "zh_TW"),
        ("pt-br", "pt-BR", "pt_BR"),
        ("ms", "ms", "ms_MY"),
        ("lo", "lo", "lo_LA"),
        ("sr-latn-rs", "sr-Latn-RS", "sr_RS"),
        ("xyz", "xyz", "xyz"),
    ],
)
def test_language_tags_in_the_spelling_of_others(tag: str, spelled: str, locale: str) -> None:
    assert bcp47(tag) == spelled
    assert og_locale(tag) == locale


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!-- <script>", "a & b", "\u2028 “dân”"]
)
def test_no_text_ends_the_script_element(text: str) -> None:
    written = as_json({"headline": text})
    assert "<" not in written
    assert json.loads(written) == {"headline": text}


def data_of(client: Client, article: Article) -> dict[str, dict[str, Any]]:
    """The JSON-LD of an article's page, by type."""
    page = client.get(article.get_absolute_url()).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return {one["@type"]: one for one in json.loads(found[0])}


def metas_of(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))


def make_told_article(**overrides: Any) -> Article:
    source = make_source(name="Báo Tỉnh", homepage="https://paper.example/")
    article = make_article(
        **{
            "language": "vi",
            "title": "Dân vận </script> khéo",
            "lead": "Bà con “hiến” đất.",
            "source": source,
            "author": Author.objects.create(name="Ban Biên tập", source=source),
            "category": make_category(name="Địa phương", language="vi"),
            "topics": [make_topic(name="Dân vận khéo", language="vi")],
            "updated_at": NOON + timedelta(hours=1),
            "url": "https://paper.example/bai-1",
            "address_key": "paper.example/bai-1",
            **overrides,
        }
    )
    document = Document.objects.create(number="25-NQ/TW")
    Citation.objects.create(article=article, document=document, cited_as="25")
    Picture.objects.create(
        article=article,
        state=Picture.State.STORED,
        stored_as="abc",
        widths=[320, 640],
        width=1000,
        height=500,
        caption="Bà con làm đường.",
    )
    return article


@pytest.mark.django_db
def test_an_article_says_what_it_is(client: Client) -> None:
    article = make_told_article()
    data = data_of(client, article)
    news = data["NewsArticle"]
    address = SITE + article.get_absolute_url()
    assert (news["url"], news["mainEntityOfPage"]) == (address, address)
    assert (news["headline"], news["inLanguage"]) == ("Dân vận </script> khéo", "vi")
    assert news["datePublished"] == "2024-05-19T05:00:00+00:00"
    assert news["dateModified"] == "2024-05-19T06:00:00+00:00"
    assert news["author"] == {
        "@type": "Organization",
        "name": "Ban Biên tập",
        "url": SITE + article.author.get_absolute_url("vi"),
    }
    assert news["publisher"] == {"@type": "Organization", "name": "Báo Tỉnh", "url": "https://paper.example/"}
    assert news["isBasedOn"]["url"] == "https://paper.example/bai-1"
    assert "translationOfWork" not in news
    assert (news["articleSection"], news["keywords"]) == ("Địa phương", ["Dân vận khéo"])
    assert news["citation"] == [{"@type": "CreativeWork", "identifier": "25-NQ/TW"}]
    assert news["isPartOf"] == {"@type": "WebSite", "name": "Newsroom", "url": f"{SITE}/"}
    assert news["image"]["url"].startswith(f"{SITE}/")
    assert (news["image"]["width"], news["image"]["height"]) == (640, 320)
    trail = [(step["position"], step["item"]) for step in data["BreadcrumbList"]["itemListElement"]]
    assert trail == [(1, f"{SITE}/vi/"), (2, SITE + article.category.get_absolute_url("vi")), (3, address)]


@pytest.mark.django_db
def test_a_translation_names_its_original_and_the_original_its_translations(client: Client) -> None:
    original = make_told_article()
    translation = make_article(
        language="zh-hans",
        story=original.story,
        source=original.source,
        machine_translated=True,
        url="https://platform.example/zh/1",
        origin_url="https://paper.example/bai-1",
        origin_key="paper.example/bai-1",
    )
    news = data_of(client, translation)["NewsArticle"]
    assert news["inLanguage"] == "zh-Hans"
    assert news["isBasedOn"]["url"] == "https://paper.example/bai-1"
    assert news["translationOfWork"]["inLanguage"] == "vi"
    assert news["translationOfWork"]["@id"] == data_of(client, original)["NewsArticle"]["@id"]
    assert news["translationOfWork"]["headline"] == original.title
    versions = data_of(client, original)["NewsArticle"]["workTranslation"]
    assert [(one["inLanguage"], one["url"]) for one in versions] == [
        ("zh-Hans", SITE + translation.get_absolute_url())
    ]


@pytest.mark.django_db
def test_a_translation_whose_original_is_not_here_claims_no_language_for_it(client: Client) -> None:
    article = make_article(machine_translated=True, origin_url="https://elsewhere.example/1")
    original = data_of(client, article)["NewsArticle"]["translationOfWork"]
    assert original["url"] == "https://elsewhere.example/1"
    assert "inLanguage" not in original


@pytest.mark.django_db
def test_nothing_was_changed_before_it_was_published(client: Client) -> None:
    article = make_article(updated_at=NOON - timedelta(days=3))
    assert data_of(client, article)["NewsArticle"]["dateModified"] == "2024-05-19T05:00:00+00:00"


@pytest.mark.django_db
def test_nothing_is_claimed_that_nobody_knows(client: Client) -> None:
    article = make_article(published_at=None, arrived_at=NOON)
    news = data_of(client, article)["NewsArticle"]
    unknown = {
        "datePublished",
        "dateModified",
        "isBasedOn",
        "image",
        "description",
        "articleSection",
        "citation",
    }
    assert unknown.isdisjoint(news)
    assert news["author"]["@type"] == "Organization"


@pytest.mark.django_db
def test_an_article_can_be_shared(client: Client) -> None:
    article = make_told_article()
    metas = metas_of(client, article.get_absolute_url())
    assert metas["og:type"] == "article"
    assert metas["og:title"] == "Dân vận &lt;/script&gt; khéo"
    assert metas["og:url"] == SITE + article.get_absolute_url()
    assert metas["og:locale"] == "vi_VN"
    assert metas["og:image"].startswith(f"{SITE}/")
    assert metas["og:image"].endswith("abc-640.jpg")
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["article:published_time"].startswith("2024-05-19T05:00:00")


@pytest.mark.django_db
def test_a_list_can_be_shared(client: Client) -> None:
    category = make_category(name="Heritage & people")
    metas = metas_of(client, category.get_absolute_url("en") + "?source=x")
    assert metas["og:type"] == "website"
    assert metas["og:title"] == "Heritage &amp; people"
    assert metas["og:url"] == SITE + category.get_absolute_url("en")
    assert metas["og:locale"] == "en_US"
    # No article of it has a picture: the site's own stands for it.
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["og:image"] == f"{SITE}/static/share.png"
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert metas["og:image:alt"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["category", "front", "story"])
def test_what_lists_articles_is_shared_with_the_newest_of_their_pictures(place: str, client: Client) -> None:
    article = make_told_article()
    Picture.objects.filter(article=article).update(caption="", height=540, width=960)
    make_article(language="vi", category=article.category, published_at=NOON + timedelta(days=1))
    addresses = {
        "category": article.category.get_absolute_url("vi"),
        "front": "/vi/",
        "story": article.story.get_absolute_url("vi"),
    }
    metas = metas_of(client, addresses[place])
    assert metas["og:image"].endswith("abc-640.jpg")
    assert (metas["og:image:width"], metas["og:image:height"]) == ("640", "360")
    assert metas["og:image:alt"] == "Dân vận &lt;/script&gt; khéo"
    assert metas["twitter:card"] == "summary_large_image"


def test_the_sites_own_picture_is_as_large_as_it_says_and_light() -> None:
    file = Path(settings.BASE_DIR) / "static" / "share.png"
    with Image.open(file) as picture:
        assert picture.size == (1200, 630)
    assert file.stat().st_size < 40_000


@pytest.mark.django_db
def test_an_article_without_a_picture_is_shared_with_the_sites_own(client: Client) -> None:
    article = make_article(language="vi")
    make_told_article()
    metas = metas_of(client, article.get_absolute_url())
    assert metas["og:image"] == f"{SITE}/static/share.png"
    assert metas["og:image:width"] == "1200"


@pytest.mark.django_db
def test_the_first_picture_that_is_large_enough_is_shared(client: Client) -> None:
    article = make_told_article()
    Picture.objects.create(
        article=article,
        position=5,
        state=Picture.State.STORED,
        stored_as="large",
        widths=[640, 1280],
        width=2560,
        height=1280,
        caption="Con đường mới",
    )
    metas = metas_of(client, article.get_absolute_url())
    assert metas["og:image"].endswith("large-1280.jpg")
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1280", "640")
    assert metas["og:image:alt"] == "Con đường mới"


@pytest.mark.django_db
def test_an_article_leads_to_where_it_can_be_shared(client: Client) -> None:
    article = make_article(language="en", title="Roads & fields")
    page = client.get(article.get_absolute_url()).content.decode()
    link = "http%3A%2F%2F127.0.0.1%3A8000" + article.get_absolute_url().replace("/", "%2F")
    for address in (
        f"https://wa.me/?text=Roads%20%26%20fields%0A{link}",
        f"https://t.me/share/url?url={link}&amp;text=Roads%20%26%20fields",
        f"https://www.facebook.com/sharer/sharer.php?u={link}",
        f"https://x.com/intent/post?url={link}&amp;text=Roads%20%26%20fields",
        f"mailto:?subject=Roads%20%26%20fields&amp;body={link}",
    ):
        assert f'href="{address}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icons_answer_those_who_ask_without_a_page(path: str, client: Client) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/static/")


def head_links(client: Client, article: Article) -> tuple[str, dict[str, str], bool]:
    """The canonical address, the versions by language, and whether search engines are kept out."""
    page = client.get(article.get_absolute_url()).content.decode()
    canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
    versions = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    return canonical[0], versions, 'name="robots" content="noindex"' in page


@pytest.mark.django_db
def test_versions_are_the_same_set_on_each_of_them_and_in_the_sitemap(client: Client) -> None:
    vi = make_article(language="vi", title="Con đường")
    en = make_article(language="en", title="The road", story=vi.story)
    again = make_article(language="en", title="A road", story=vi.story, is_lead=False)
    own, versions, _out = head_links(client, en)
    assert own == SITE + en.get_absolute_url()
    assert versions == head_links(client, vi)[1]
    assert set(versions) == {"vi", "en", "x-default"}
    # What leads nothing points to what leads in its language, and stands in no set and no sitemap.
    assert head_links(client, again)[:2] == (own, {})
    sitemap = b"".join(client.get(f"/sitemap-articles-{vi.pk // PART_SIZE}.xml").streaming_content).decode()  # type: ignore[attr-defined]
    assert again.get_absolute_url() not in sitemap
    # In English, and as the default, at each of both.
    assert sitemap.count(f'href="{own}"') == 4


@pytest.mark.django_db
@pytest.mark.parametrize("wish", ["original", "noindex"])
def test_a_source_says_what_search_engines_list(wish: str, client: Client) -> None:
    vi = make_article(language="vi")
    address = "https://paper.example/1"
    en = make_article(
        language="en",
        story=vi.story,
        source=make_source(canonical=wish),
        url=address,
        address_key="paper.example/1",
    )
    canonical, versions, is_out = head_links(client, en)
    assert canonical == (address if wish == "original" else SITE + en.get_absolute_url())
    assert (versions, is_out) == ({}, wish == "noindex")
    assert set(head_links(client, vi)[1]) == {"vi", "x-default"}
    sitemap = b"".join(client.get(f"/sitemap-articles-{vi.pk // PART_SIZE}.xml").streaming_content).decode()  # type: ignore[attr-defined]
    assert en.get_absolute_url() not in sitemap


@pytest.mark.django_db
def test_programs_that_train_models_get_no_articles_unless_the_operator_allows_it(
    client: Client, settings: Settings
) -> None:
    article = make_article()
    assert "User-agent: GPTBot" in client.get("/robots.txt").content.decode()
    assert 'name="tdm-reservation"' in client.get(article.get_absolute_url()).content.decode()
    settings.AI_CRAWLERS = True
    assert "GPTBot" not in client.get("/robots.txt").content.decode()
    assert 'name="tdm-reservation"' not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_readers_of_pages_find_the_text_alone() -> None:
    paragraphs = [
        f"{number}. Cán bộ dân vận về thôn, lắng nghe bà con trước khi làm đường." for number in range(4)
    ]
    article = make_article(
        language="vi", title="Con đường của bản", html="".join(f"<p>{one}</p>" for one in paragraphs)
    )
    page = extract_page(Client().get(article.get_absolute_url()).content, url=None, input="page")
    # Neither the address for paper nor the link for reports.
    assert [block.text for block in page.blocks] == paragraphs
