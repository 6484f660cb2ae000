"""A topic's terms in a real browser: tried on a text, seen to the end, refused where they find too much, and applied."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from articles.models import Term, Topic
from desk.work import doing
from tests.browser.conftest import OTHER_TITLES, Site, overflow
from tests.browser.test_desk import signed_in
from tests.browser.test_queue import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_terms_are_tried_seen_to_the_end_and_applied(chromium: Browser, site: Site) -> None:
    topic = Topic.objects.create(slug="hoa-giai")
    Term.objects.create(topic=topic, language="vi", phrase="hiến đất")
    context = signed_in(chromium, site.url, "first")
    page = context.new_page()
    page.goto(site.url + reverse("admin:articles_topic_change", args=[topic.pk]))
    page.get_by_role("link", name="Terms: try and change").click()
    expect(page.get_by_label("Term", exact=True)).to_have_value("hiến đất")
    page.get_by_label("More terms, one a line").fill("hòa giải\nxóm")
    page.get_by_label("Paste a text").fill(f"{OTHER_TITLES['vi']}\nMột câu không có gì, rồi tổ hoà giải.")
    page.get_by_role("button", name="Try").click()
    assert page.locator("mark").all_inner_texts() == ["hòa giải", "xóm", "xóm", "hoà giải"]
    expect(page.locator(".terms-verdict")).to_contain_text("It belongs to the topic.")
    page.get_by_role("button", name="What would change?").click()
    expect(page.locator(".terms-numbers")).to_contain_text("+1")
    expect(page.locator(".terms-samples a")).to_have_text([OTHER_TITLES["vi"]])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)  # links change their colour by and by
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) <= 0
            assert faults(Axe(), page) == []
    # Of two articles one is half of everything.
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".messagelist .error")).to_contain_text("finds a tenth of all articles or more")
    page.get_by_label("want it all the same").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".messagelist .success")).to_contain_text("done step by step now")
    assert doing.work_once(worker="a worker", now=timezone.now) is not None
    assert list(topic.article_links.values_list("article", flat=True)) == [site.others["vi"].pk]
    context.close()
