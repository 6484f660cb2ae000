"""Lists that a reader follows: kept by the browser, shown on one page, and said what is missing without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TITLES, Opener, Site
from tests.factories import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_followed_in_two_editions_stands_on_one_page(open_page: Opener, site: Site) -> None:
    page = open_page(f"/vi/topic/{site.topic}/", viewport=PHONE)
    page.locator("[data-follow]").click()
    expect(page.locator("[data-follow]")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{site.url}/ar/document/{site.document}/")
    page.locator("[data-follow]").click()
    page.goto(f"{site.url}/vi/following/")
    parts = page.locator(".followed")
    expect(parts).to_have_count(2)
    expect(parts.nth(0).get_by_role("link", name=TITLES["vi"])).to_be_visible()
    expect(parts.nth(1).get_by_role("link", name=TITLES["ar"])).to_be_visible()
    expect(parts.nth(1)).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    # The last visit was before the newest of each list.
    page.evaluate("at => localStorage.setItem('seen:following', `0 ${at}`)", (NOON.timestamp() - 60) * 1000)
    page.reload()
    expect(page.locator("[data-news] b")).to_have_text("2")
    parts.nth(0).locator("[data-follow]").click()
    page.reload()
    expect(parts).to_have_count(1)


def test_without_script_the_page_offers_feeds_and_the_newsletter(open_page: Opener) -> None:
    page = open_page("/en/following/", java_script_enabled=False)
    expect(page.locator("main .notice")).to_be_visible()
    assert page.locator("main a[href='/en/feeds/']").is_visible()
    assert page.locator("main a[href='/en/newsletter/']").is_visible()
