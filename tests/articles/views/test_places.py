"""Pages of places: the overview, the list of one province, and the ways that lead there."""

import re

import pytest
from django.test import Client

from articles.models import Article, ArticlePlace
from articles.pages.provinces import places_page
from tests.factories import make_article, make_source, make_topic

pytestmark = pytest.mark.django_db

TUYEN_QUANG, CAO_BANG = 8, 4


def named(province: int = TUYEN_QUANG, former: str = "", **values: object) -> Article:
    article = make_article(**{"language": "vi", **values})
    ArticlePlace.objects.create(article=article, province=province, former=former)
    return article


def test_the_list_of_a_province_can_be_narrowed_and_followed(client: Client) -> None:
    source = make_source(slug="paper")
    named(title="Chuyện một", source=source)
    named(title="Chuyện hai")
    named(title="Chuyện ba", state=Article.State.HELD)
    page = client.get("/vi/place/tuyen-quang/").content.decode()
    assert "Chuyện một" in page
    assert "Chuyện hai" in page
    assert "Chuyện ba" not in page
    assert "Hà Giang" in page  # what it took in
    assert 'href="/vi/place/tuyen-quang/feed.rss"' in page
    narrowed = client.get("/vi/place/tuyen-quang/?source=paper").content.decode()
    assert "Chuyện hai" not in narrowed
    for form in ("rss", "atom", "json"):
        feed = client.get(f"/vi/place/tuyen-quang/feed.{form}")
        assert "Chuyện một" in feed.content.decode()


def test_stories_only_in_other_languages_are_offered(client: Client) -> None:
    named(title="Câu chuyện", language="vi")
    page = client.get("/fr/place/tuyen-quang/").content.decode()
    assert "Câu chuyện" in page


def test_a_former_province_leads_to_todays(client: Client) -> None:
    answer = client.get("/vi/place/ha-giang/?period=2024")
    assert (answer.status_code, answer["Location"]) == (301, "/vi/place/tuyen-quang/?period=2024")
    assert client.get("/vi/place/nowhere/").status_code == 404
    assert client.get("/vi/place/nowhere/feed.rss").status_code == 404


def test_the_table_says_what_the_map_shows(client: Client) -> None:
    named()
    named()
    named(province=CAO_BANG)
    named(province=CAO_BANG, language="fr")
    page = client.get("/vi/place/").content.decode()
    rows = re.findall(
        r'<th scope="row"[^>]*>\s*<a href="/vi/place/([a-z-]+)/">.*?<td>(\d+)</td>', page, re.DOTALL
    )
    assert len(rows) == 34
    assert dict(rows) | {"tuyen-quang": "2", "cao-bang": "1", "ha-noi": "0"} == dict(rows)
    svg = page[page.index('<svg viewBox="0 0 4') : page.index("</svg>", page.index('<svg viewBox="0 0 4'))]
    assert svg.count("<rect") == 34
    assert 'aria-hidden="true"' in svg
    shown = {tile.province.slug: str(tile.count) for tile in places_page(edition="vi").map.tiles}
    assert shown == dict(rows)


def test_names_are_chinese_for_readers_of_chinese_and_vietnamese_for_all_others(client: Client) -> None:
    assert '<h1 lang="zh-hans">宣光</h1>' in client.get("/zh-hans/place/tuyen-quang/").content.decode()
    assert '<h1 lang="vi">Tuyên Quang</h1>' in client.get("/ar/place/tuyen-quang/").content.decode()
    assert '<h1 lang="vi">Tuyên Quang</h1>' in client.get("/vi/place/tuyen-quang/").content.decode()


def test_an_article_links_to_the_places_that_it_names(client: Client) -> None:
    article = named(former="ha-giang")
    page = client.get(article.get_absolute_url()).content.decode()
    words = re.search(r'<a href="/vi/place/tuyen-quang/">(.*?)</a>', page, re.DOTALL)
    assert words
    assert " ".join(re.sub("<[^>]*>", "", words[1]).split()) == "Tuyên Quang (trước là Hà Giang)"
    ArticlePlace.objects.all().delete()
    assert "/vi/place/tuyen-quang/" not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("edition", "query", "slug"),
    [("vi", "hà giang", "tuyen-quang"), ("en", "floods in Ha Giang", "tuyen-quang"), ("zh-hans", "宣光", "tuyen-quang"),
     ("ru", "провинция Тханьхоа", "thanh-hoa"), ("vi", "dân vận", ""), ("vi", "Cao Bằng, Sơn La, Lai Châu", "")],
)  # fmt: skip
def test_search_offers_the_page_of_the_place(client: Client, edition: str, query: str, slug: str) -> None:
    page = client.get(f"/{edition}/search/", {"q": query}).content.decode()
    offered = re.findall(rf'<a href="/{edition}/place/([a-z-]+)/">', page)
    assert offered == ([slug] if slug else [])


def test_the_sitemap_names_provinces_with_articles(client: Client) -> None:
    named()
    found = client.get("/sitemap-vi.xml").content.decode()
    assert "/vi/place/</loc>" in found
    assert "/vi/place/tuyen-quang/</loc>" in found
    assert "/vi/place/cao-bang/" not in found


def test_related_articles_of_the_same_place_and_topic_come_first(client: Client) -> None:
    topic = make_topic()
    article = named(topics=[topic])
    for number in range(5):
        make_article(language="vi", title=f"Nơi khác {number}", topics=[topic])
    near = named(topics=[topic], title="Cùng nơi, cùng việc", published_at=article.published_at)
    Article.objects.filter(pk=near.pk).update(published_at="2020-01-01T00:00:00Z")
    page = client.get(article.get_absolute_url()).content.decode()
    block = page[page.index('id="same-topic"') :]
    titles = re.findall(r"(Cùng nơi, cùng việc|Nơi khác \d)\s*</a>", block)
    assert titles[0] == "Cùng nơi, cùng việc"
    assert len(titles) == 4
