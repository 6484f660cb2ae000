"""An editor chooses Vietnamese, finds an article without tone marks, keeps the filter, and sees whole rows on each screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.browser.conftest import overflow
from tests.browser.test_desk import opened, signed_in
from tests.factories import make_article, make_category, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Whether a list is wider than its box.
IS_CUT = "document.querySelector('.results').scrollWidth > document.querySelector('.results').clientWidth + 1"


def test_the_list_of_articles_in_vietnamese(chromium: Browser, live_server) -> None:
    source, category = make_source(name="Báo và Phát thanh, Truyền hình Mẫu"), make_category(name="Chính trị")
    title = "Dân vận khéo ở bản Nà Mẫu: hiến đất mở đường, nông sản xuống núi nhanh hơn một giờ"
    for number in range(3):
        make_article(title=f"{title} {number}", language="vi", source=source, category=category)
    make_article(title="Something else", language="en", source=source)
    context = signed_in(chromium, live_server.url, "editor")
    page = opened(context, live_server, reverse("admin:articles_article_changelist"))
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.get_by_role("link", name="Mọi danh sách")).to_be_visible()
    page.get_by_role("searchbox").or_(page.locator("#searchbar")).first.fill("dan van kheo")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    page.get_by_label("Giữ bộ lọc này với tên").fill("Khéo")
    page.get_by_role("button", name="Giữ", exact=True).click()
    expect(page.get_by_role("link", name="Khéo", exact=True)).to_have_attribute("aria-current", "true")
    for width, height in ((1280, 900), (390, 780)):
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(IS_CUT), width
        assert overflow(page) <= 0
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], width
        # One box ticks all rows, and takes all ticks off.
        all_rows, boxes = page.locator("#action-toggle"), page.locator("input.action-select:checked")
        all_rows.check()
        expect(boxes).to_have_count(3)
        all_rows.uncheck()
        expect(boxes).to_have_count(0)
    page.get_by_role("button", name="Xóa bộ lọc Khéo").click()
    expect(page.get_by_text("Đã xóa: “Khéo”.")).to_be_visible()
    context.close()
