"""The composer in a real browser: a Vietnamese and an Arabic front page are composed, on a desk and on a phone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from articles.admin.base import ZONE
from articles.models import Feature
from tests.browser.conftest import OTHER_TITLES, TITLES, Site, overflow
from tests.browser.test_desk import signed_in
from tests.browser.test_queue import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPOSE = reverse("admin:articles_feature_compose")


@pytest.mark.parametrize("language", ["vi", "ar"])
def test_a_front_page_is_composed_and_the_future_one_looked_at(
    chromium: Browser, site: Site, language: str
) -> None:
    context = signed_in(chromium, site.url, "first")
    page = context.new_page()
    page.goto(f"{site.url}{COMPOSE}?edition={language}")
    for article, button in ((site.versions, "Beside the lead"), (site.others, "Lead with it")):
        page.get_by_role("searchbox").fill(str(article[language].pk))
        page.get_by_role("button", name="Find").click()
        page.get_by_role("button", name=button).click()
        expect(page.locator(".messagelist .success")).to_contain_text("Placed:")
    expect(page.locator(".composer-shown.is-lead h3")).to_have_text(OTHER_TITLES[language])
    expect(page.locator(".composer-shown:not(.is-lead) h3").first).to_have_text(TITLES[language])
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert faults(Axe(), page) == []
    # Two days from now both are over.
    later = timezone.now().astimezone(ZONE) + timedelta(days=2)
    page.get_by_label("The page as it is on").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".composer-slots .composer-moves")).to_have_count(0)
    page.get_by_role("link", name="Now", exact=True).click()
    page.get_by_role("button", name="Take off").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("Taken off.")
    assert Feature.objects.filter(ends_at__lte=timezone.now()).count() == 1
    context.close()
