"""The composer in a real browser: a Vietnamese and an Arabic front page are composed, on a desk and on a phone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.admin.base import ZONE
from articles.models import Feature
from tests.browser.conftest import OTHER_TITLES, TITLES, Site, overflow
from tests.browser.test_desk import signed_in
from tests.browser.test_queue import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPOSE = reverse("admin:articles_feature_compose")


WIDTHS = (390, 1280)


def headlines(page: Page, slot: str) -> list[str]:
    return page.locator(f"[data-slot={slot}] [data-feature] strong").all_inner_texts()


def said(page: Page, words: str) -> None:
    expect(page.locator(".messagelist .success")).to_contain_text(words)


@pytest.mark.parametrize("language", ["vi", "ar"])
def test_a_front_page_is_composed_and_the_future_one_looked_at(
    chromium: Browser, site: Site, language: str
) -> None:
    """By mouse: found, placed, put into other words, dragged, looked at as it will be, and taken off there."""
    context = signed_in(chromium, site.url, "first")
    page = context.new_page()
    page.goto(f"{site.url}{COMPOSE}?edition={language}")
    for article, button in ((site.versions, "Beside the lead"), (site.others, "Lead with it")):
        page.get_by_role("searchbox").fill(str(article[language].pk))
        page.get_by_role("button", name="Find").click()
        page.get_by_role("button", name=button).click()
        said(page, "Placed until")
    expect(page.locator(".composer-shown.is-lead h3")).to_have_text(OTHER_TITLES[language])
    expect(page.locator(".composer-shown:not(.is-lead) h3").first).to_have_text(TITLES[language])
    beside = page.locator("[data-slot=second] [data-feature]").first
    beside.locator("summary").click()
    beside.get_by_label("Headline").fill(f"{TITLES[language]} 2")
    beside.locator("[name=picture]").last.check()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # links change their colour by and by
            assert faults(Axe(), page) == []
    beside.get_by_role("button", name="Save").click()
    said(page, "Saved.")
    expect(page.locator(".composer-shown:not(.is-lead) h3").first).to_have_text(f"{TITLES[language]} 2")
    # From beside the lead above it.
    source = page.locator("[data-slot=second] [data-handle]").first
    source.scroll_into_view_if_needed()
    target = page.locator("[data-slot=lead] [data-feature] .composer-what")
    source.drag_to(target, target_position={"x": 5, "y": 5})
    said(page, "Moved.")
    assert headlines(page, "lead") == [f"{TITLES[language]} 2", OTHER_TITLES[language]]
    later = timezone.now().astimezone(ZONE) + timedelta(hours=5)
    page.get_by_label("Look at", exact=True).fill(f"{later:%d/%m/%Y %H:%M}")
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("button", name=f"Take off at {later:%d/%m %H:%M}").first.click()
    said(page, "until then it stands")
    assert headlines(page, "lead") == [OTHER_TITLES[language]]
    page.get_by_role("link", name="Now", exact=True).click()
    assert len(headlines(page, "lead")) == 2
    context.close()


def test_a_front_page_is_composed_by_keyboard_alone(chromium: Browser, site: Site) -> None:
    context = signed_in(chromium, site.url, "first")
    page = context.new_page()
    since = timezone.now() - timedelta(hours=1)
    for position, article in enumerate((site.versions["vi"], site.others["vi"])):
        Feature.objects.create(
            edition="vi", slot="second", position=position, article=article, starts_at=since
        )
    first, second = TITLES["vi"], OTHER_TITLES["vi"]
    page.goto(f"{site.url}{COMPOSE}?edition=vi")
    page.locator("[data-slot=second] [data-feature]").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    said(page, "Moved.")
    assert headlines(page, "second") == [second, first]
    # What was moved keeps the focus.
    page.keyboard.press("1")
    said(page, "Moved.")
    assert headlines(page, "second") == [first, second]
    page.keyboard.press("z")
    said(page, "Taken back.")
    assert headlines(page, "second") == [second, first]
    page.locator("[data-slot=second] [data-feature]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+a")
    ends = timezone.now().astimezone(ZONE) + timedelta(hours=3)
    page.keyboard.type(f"{ends:%d/%m %H:%M}")
    page.keyboard.press("Enter")
    said(page, "Saved.")
    expect(page.locator("[data-slot=second] [data-feature]").last).to_contain_text(f"{ends:%d/%m %H:%M}")
    page.keyboard.press("Delete")
    said(page, "Taken off.")
    assert headlines(page, "second") == [second]
    expect(page.locator("#slot-second")).to_be_focused()
    page.keyboard.press("z")
    said(page, "Taken back.")
    expect(page.locator("[data-slot=second] [data-feature]").last).to_be_focused()
    # Beyond the top of a slot the one before it goes on, and the focus with it.
    page.locator("[data-slot=second] [data-feature]").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    said(page, "Moved. It is in: Lead story.")
    assert headlines(page, "lead") == [second]
    expect(page.locator("[data-slot=lead] [data-feature]")).to_be_focused()
    # From the search the results are a few stops away.
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#composer-found")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    context.close()
