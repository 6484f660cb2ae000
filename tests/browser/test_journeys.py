"""What a reader does, from the first page to a comment that others can read."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.comments.models import Comment
from articles.comments.services import moderate
from tests.browser.conftest import DESKTOP, OTHER_TITLES, PHONE, TITLES, Opener, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDITIONS = {
    "Vietnamese": ("vi-VN", "vi", "ltr"),
    "Arabic": ("ar-EG", "ar", "rtl"),
    "no edition": ("pl-PL", "en", "ltr"),
}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
# The two that differ most: what holds for both holds between them.
READERS = {"phone without scripts": (PHONE, False), "desktop with scripts": (DESKTOP, True)}


@pytest.mark.parametrize(("locale", "edition", "direction"), EDITIONS.values(), ids=EDITIONS.keys())
def test_a_reader_arrives_in_the_edition_that_the_browser_asks_for(
    open_page: Opener, site: Site, locale: str, edition: str, direction: str
) -> None:
    page = open_page("/", locale=locale)
    expect(page).to_have_url(f"{site.url}/{edition}/")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", edition)
    expect(html).to_have_attribute("dir", direction)
    expect(page.locator(".top-lead .headline")).to_have_text(TITLES[edition])


@pytest.mark.parametrize(("viewport", "scripts"), READERS.values(), ids=READERS.keys())
def test_switching_the_language_of_a_front_page(
    open_page: Opener, site: Site, viewport: dict, scripts: bool
) -> None:
    page = open_page("/vi/", viewport=viewport, java_script_enabled=scripts)
    page.locator("#languages summary").click()
    page.locator(".switcher-panel").get_by_role("link", name="العربية").click()
    expect(page).to_have_url(f"{site.url}/ar/")
    expect(page.locator(".top-lead .headline")).to_have_text(TITLES["ar"])


@pytest.mark.parametrize("edition", ["vi", "ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("viewport", SCREENS.values(), ids=SCREENS.keys())
def test_the_list_of_languages_stays_on_the_screen(open_page: Opener, edition: str, viewport: dict) -> None:
    page = open_page(f"/{edition}/", viewport=viewport)
    page.locator("#languages summary").click()
    box = page.locator(".switcher-panel").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]


@pytest.mark.parametrize(("viewport", "scripts"), READERS.values(), ids=READERS.keys())
def test_from_the_front_page_to_an_article_its_credit_and_its_versions(
    open_page: Opener, site: Site, viewport: dict, scripts: bool
) -> None:
    page = open_page("/en/", viewport=viewport, java_script_enabled=scripts)
    page.locator(".top-lead").get_by_role("link", name=TITLES["en"]).click()
    expect(page.locator("h1")).to_have_text(TITLES["en"])
    provenance = page.locator(".provenance")
    expect(provenance).to_contain_text("Originally published by Báo Nà Mẫu")
    expect(provenance.get_by_role("link", name="Read the original")).to_have_attribute(
        "href", "https://paper.example/na-mau.html"
    )
    expect(provenance.locator(".flag")).to_contain_text("machine")
    provenance.get_by_role("link", name=TITLES["vi"]).click()
    expect(page.locator("h1")).to_have_text(TITLES["vi"])
    expect(page.locator(".provenance .flag")).to_have_count(0)
    page.locator(".languages-bar").get_by_role("link", name="ไทย").click()
    expect(page.locator("h1")).to_have_text(TITLES["th"])
    expect(page.locator("html")).to_have_attribute("lang", "th")


def test_an_article_leads_on_to_another_of_its_topic(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("ar"), viewport=PHONE)
    page.locator("section[aria-labelledby=same-topic]").get_by_role("link", name=OTHER_TITLES["ar"]).click()
    expect(page.locator("h1")).to_have_text(OTHER_TITLES["ar"])


def test_the_switcher_of_an_article_goes_to_the_same_story(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.locator("#languages summary").click()
    page.locator(".switcher-panel ul").first.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("h1")).to_have_text(TITLES["vi"])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_comment_appears_once_a_moderator_has_read_it(open_page: Opener, site: Site, scripts: bool) -> None:
    page = open_page(site.path("en"), viewport=PHONE, java_script_enabled=scripts)
    form = page.locator("#comment-form")
    form.get_by_label("Your name").fill("Minh An")
    form.get_by_role("button", name="Send the comment").click()
    expect(form.locator(".error")).to_have_count(1)
    expect(form.get_by_label("Your name")).to_have_value("Minh An")
    form.get_by_label("Your comment").fill("Our village did the same.")
    form.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("status")).to_contain_text("a moderator has read it")
    expect(page.get_by_text("Our village did the same.", exact=True)).to_have_count(0)
    waiting = Comment.objects.waiting().get(name="Minh An")
    moderate(comments=[waiting], state=Comment.State.APPROVED, by=None, now=timezone.now())
    page.goto(site.path("en"))
    page.reload()  # what a browser kept of the article for a few minutes may be older than the approval
    expect(page.locator(".comment", has_text="Minh An")).to_contain_text("Our village did the same.")
    expect(page.locator("#comments-head")).to_have_text("3 comments")


def test_a_reply_stands_below_what_it_answers(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("vi"))
    page.locator(".comment").first.locator(".comment-tools a").first.click()
    expect(page).to_have_url(re.compile(r"\?reply=\d+#comment-form$"))
    page.locator("#id_name").fill("Minh An")
    page.locator("#id_body").fill("Cảm ơn anh.")
    page.locator("#comment-form button").click()
    expect(page.get_by_role("status")).to_be_visible()
    reply = Comment.objects.get(name="Minh An")
    assert reply.parent
    assert reply.parent.name == "Somchai"


def test_a_draft_of_a_comment_outlives_the_page(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.locator("#id_body").fill("A thought that is not finished")
    page.reload()
    expect(page.locator("#id_body")).to_have_value("A thought that is not finished")
    page.locator("#id_name").fill("Minh An")
    page.locator("#comment-form button").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value("")


def test_text_size_and_colours_are_the_readers_and_stay(open_page: Opener) -> None:
    page = open_page("/en/", color_scheme="light")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    paper = "getComputedStyle(document.body).backgroundColor"
    before, light = page.evaluate(size), page.evaluate(paper)
    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    assert page.evaluate(size) > before
    assert page.evaluate(paper) != light
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def test_tools_that_need_scripts_are_gone_without_them(open_page: Opener) -> None:
    page = open_page("/en/", java_script_enabled=False)
    expect(page.locator("[data-tool=text]")).to_be_hidden()


def test_the_keyboard_reaches_the_content_and_the_languages(open_page: Opener) -> None:
    page = open_page("/en/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator("#languages summary").click()
    page.keyboard.press("Escape")
    expect(page.locator("#languages summary")).to_be_focused()
    expect(page.locator(".switcher-panel")).to_be_hidden()


def test_a_phone_searches_by_way_of_the_search_page(open_page: Opener, site: Site) -> None:
    page = open_page("/en/", viewport=PHONE)
    page.locator("#search").get_by_role("link", name="Search").click()
    expect(page.locator("#masthead-query")).to_be_visible()
