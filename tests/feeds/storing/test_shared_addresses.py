"""Entries of one feed that link to one page: each is an article of its own, and none takes another's place."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.models import Article, Revision
from feeds import knowledge
from feeds.formats.feed_parser import parse
from feeds.formats.known_items import items_of
from feeds.models import Entry, Feed
from feeds.storing.intake import FeedDocument, store_entries
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
LOG = "https://bao-mau.example/nhat-ky.html"
TEXTS = {
    "Vỏ thuyền": "Thợ mộc trong xóm thay ba tấm ván ở mạn trái, trét lại các khe bằng dầu chai và bột đá.",
    "Giá sách": "Giá mới có gờ chắn để sách không rơi khi thuyền nghiêng, ngăn thấp nhất dành cho trẻ nhỏ.",
    "Người lái": "Hai anh em nhà bác Tư thay nhau cầm lái, mỗi tuần ghé sáu bến dọc theo con rạch chính.",
}


@pytest.fixture(scope="module")
def known() -> Any:
    return knowledge.from_catalogue()


def item(title: str, *, link: str = LOG, guid: str = "", text: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid or title}</guid>"
        f"<description>{text or TEXTS[title]}</description></item>"
    )


def channel(*items: str) -> bytes:
    return (
        "<rss version='2.0'><channel><title>Báo Mẫu</title><language>vi</language>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def store(feed: Feed, known: Any, *items: str) -> dict[str, int]:
    documents = [FeedDocument(feed, parse(channel(*items), url=feed.url))]
    return store_entries(documents, knowledge=known, now=lambda: NOW)[0]


@pytest.fixture
def feed() -> Feed:
    return make_feed(source=make_source(host="bao-mau.example"), full_text=Feed.FullText.ALWAYS)


def titles() -> set[str]:
    return set(Article.objects.values_list("title", flat=True))


def test_each_is_an_article(feed: Feed, known: Any) -> None:
    counted = store(feed, known, *map(item, TEXTS))
    assert counted["created"] == 3
    assert titles() == set(TEXTS)
    assert len(set(Article.objects.values_list("story", flat=True))) == 3
    assert set(Article.objects.values_list("url", flat=True)) == {LOG}


def test_their_page_is_nobodys_text(feed: Feed, known: Any) -> None:
    store(feed, known, *map(item, TEXTS))
    assert not Entry.objects.filter(page_state=Entry.PageState.WANTED).exists()


def test_one_that_changes_stays_itself(feed: Feed, known: Any) -> None:
    store(feed, known, *map(item, TEXTS))
    changed = "Giá mới bị mối, bà con góp gỗ đóng lại lần nữa và quét thêm một lớp dầu bóng cho bền."
    counted = store(feed, known, item("Vỏ thuyền"), item("Giá sách", text=changed), item("Người lái"))
    assert (counted["created"], counted["revised"]) == (0, 1)
    assert titles() == set(TEXTS)
    assert changed in (lambda one: one.lead + one.text)(Article.objects.get(title="Giá sách"))


def test_one_that_joins_an_unchanged_one_takes_no_place(feed: Feed, known: Any) -> None:
    """The unchanged entry is only remembered, not parsed again."""
    store(feed, known, item("Vỏ thuyền"))
    first = parse(channel(item("Vỏ thuyền")), url=feed.url)
    for texts in (
        TEXTS["Giá sách"],
        "Giá mới đã đóng xong, bà con chỉ còn chờ sơn khô và chờ sách từ thị trấn về.",
    ):
        both = parse(channel(item("Giá sách", text=texts)), url=feed.url)
        documents = [FeedDocument(feed, replace(both, known=items_of(first)))]
        store_entries(documents, knowledge=known, now=lambda: NOW)
    assert titles() == {"Vỏ thuyền", "Giá sách"}
    assert not Revision.objects.filter(article__title="Vỏ thuyền").exists()


def test_the_same_words_twice_are_one_article(feed: Feed, known: Any) -> None:
    store(feed, known, item("Giá sách", guid="1"), item("Giá sách", guid="2"))
    assert Article.objects.count() == 1
    assert Entry.objects.count() == 2


def test_one_that_comes_under_a_new_id_is_revised(feed: Feed, known: Any) -> None:
    store(feed, known, item("Giá sách", guid="1"))
    store(
        feed,
        known,
        item("Giá sách", guid="2", text="Giá mới đã đóng xong, chỉ còn chờ sơn và chờ sách từ thị trấn về."),
    )
    assert Article.objects.count() == 1
