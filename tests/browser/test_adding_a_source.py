"""From a newspaper's address to its articles on the site, as an editor does it: served on loopback."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, expect

from articles.models import Article, Source
from desk.work.doing import work_once
from tests.browser.conftest import overflow
from tests.browser.test_desk import opened, signed_in
from tests.browser.test_queue import faults
from tests.feeds.server import FeedServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ABOUT = "Ban Dân vận Tỉnh ủy tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW. "
TITLES = [f"Dân vận khéo ở xã Mẫu, bài {number}" for number in range(1, 6)]


def page_of(server: FeedServer, number: int) -> str:
    text = "".join(f"<p>{ABOUT} Tổ số {number} kể đoạn {part}. {ABOUT}</p>" for part in range(4))
    return (
        f"<html lang=vi><head><title>{TITLES[number]}</title></head><body><article><h1>{TITLES[number]}</h1>"
        f"<img src='/anh-{number}.jpg' width=640 height=360>{text}</article></body></html>"
    )


@pytest.fixture
def newspaper(settings: Any) -> Iterator[FeedServer]:
    """A newspaper whose feed gives summaries of five articles: their pages are needed."""
    with FeedServer() as server:
        settings.FETCH_EXTRA_PORTS = frozenset({server.port})
        items = "".join(
            f"<item><title>{title}</title><link>{server.url(f'/bai-{number}.html')}</link>"
            f"<pubDate>Fri, 20 Nov 2026 0{number}:00:00 GMT</pubDate><description>{ABOUT}</description></item>"
            for number, title in enumerate(TITLES)
        )
        out = BytesIO()
        Image.new("RGB", (640, 360), "#98AF86").save(out, "JPEG")
        for number in range(5):
            server.answer(f"/bai-{number}.html", page_of(server, number))
            server.answer(f"/anh-{number}.jpg", out.getvalue(), headers=[("Content-Type", "image/jpeg")])
        server.answer("/rss", f"<rss version='2.0'><channel><title>Tin</title>{items}</channel></rss>")
        server.answer(
            "/",
            "<html><head><meta property='og:site_name' content='Báo Mẫu'>"
            "<link rel=alternate type=application/rss+xml href=/rss></head></html>",
        )
        yield server


def test_from_an_address_to_five_articles(chromium: Browser, live_server: Any, newspaper: FeedServer) -> None:
    context = signed_in(chromium, live_server.url, "first")
    context.set_default_timeout(40_000)
    page = opened(context, live_server, reverse("admin:feeds_feed_changelist"))
    # Three clicks and one field; a fourth click leads to the articles.
    page.get_by_role("link", name="Add by an address").click()
    page.get_by_label("Address", exact=True).fill(newspaper.url("/"))
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".paste-feed")).to_contain_text("5 of 5 on topic")
    expect(page.locator("[name=name]")).to_have_value("Báo Mẫu")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert faults(Axe(), page) == []
    page.get_by_role("button", name="Save and pull now").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved: Báo Mẫu, 1 feed.")
    work_once(worker="a worker", now=timezone.now)
    # The page of the work looks again by itself.
    expect(page.locator("#content")).to_contain_text("5 on the site")
    page.get_by_role("link", name="Articles of this source").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(5)
    assert Article.objects.filter(source=Source.objects.get(), state="published").count() == 5
    context.close()
