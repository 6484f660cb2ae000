"""What a reader does, from the first page to a comment that others can read."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from articles.comments.models import Comment
from articles.comments.services.moderating import moderate
from tests.browser.conftest import DESKTOP, OTHER_TITLES, PHONE, TITLES, Opener, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EDITIONS = {
    "Vietnamese": ("vi-VN", "vi", "ltr"),
    "Arabic": ("ar-EG", "ar", "rtl"),
    "no edition": ("pl-PL", "en", "ltr"),
}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}


@pytest.mark.parametrize(("locale", "edition", "direction"), EDITIONS.values(), ids=EDITIONS.keys())
def test_a_reader_arrives_in_the_edition_that_the_browser_asks_for(
    open_page: Opener, site: Site, locale: str, edition: str, direction: str
) -> None:
    page = open_page("/", locale=locale)
    expect(page).to_have_url(f"{site.url}/{edition}/")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", edition)
    expect(html).to_have_attribute("dir", direction)
    expect(page.locator(".top-lead .headline").first).to_have_text(TITLES[edition])


# --- The whole way, as one reader goes it ---


@pytest.mark.parametrize("language", ["vi", "ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("viewport", SCREENS.values(), ids=SCREENS.keys())
def test_the_way_from_the_first_page_to_a_comment(
    open_page: Opener, site: Site, viewport: dict, scripts: bool, language: str
) -> None:
    page = open_page("/", viewport=viewport, java_script_enabled=scripts, locale="en-GB")
    expect(page).to_have_url(f"{site.url}/en/")
    with override(language):
        switch_language(page, site, language)
        page.locator(".top-lead").get_by_role("link", name=TITLES[language]).click()
        read_the_credit(page, is_original=language == "vi")
        page.locator("section[aria-labelledby=same-topic]").get_by_role(
            "link", name=OTHER_TITLES[language]
        ).click()
        expect(page.locator("h1")).to_have_text(OTHER_TITLES[language])
        search(page, TITLES[language], on_phone=viewport == PHONE)
        if scripts:
            save_and_come_back(page, site, language)
        else:
            expect(page.locator("[data-tool=save]")).to_be_hidden()
            expect(page.locator(f".footer a[href='/{language}/saved/']")).to_be_hidden()
            expect(page.locator(".footer [data-tool=text]")).to_be_hidden()
        expect(page.locator("h1")).to_have_text(TITLES[language])
        comment(page, site, language)


def switch_language(page: Page, site: Site, language: str) -> None:
    page.locator("#languages summary").click()
    page.locator(".switcher nav").get_by_role("link", name=dict(settings.LANGUAGES)[language]).click()
    expect(page).to_have_url(f"{site.url}/{language}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def read_the_credit(page: Page, *, is_original: bool) -> None:
    """Who published it first, with the way there; and a flag where a machine translated it."""
    provenance = page.locator("div.provenance")
    first = "Published by %(source)s." if is_original else "Originally published by %(source)s."
    expect(provenance).to_contain_text(gettext(first) % {"source": "Báo Nà Mẫu"})
    link = provenance.get_by_role(
        "link", name=gettext("Read it there" if is_original else "Read the original")
    )
    expect(link).to_have_attribute("href", "https://paper.example/na-mau.html")
    expect(provenance.locator(".flag")).to_have_count(0 if is_original else 1)


def search(page: Page, title: str, *, on_phone: bool) -> None:
    """A phone finds the field on a page of its own."""
    if on_phone:
        page.locator(".search-link").click()
    page.locator("#masthead-query").fill(" ".join(title.split()[:4]))
    page.locator("#masthead-query").press("Enter")
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_have_text(title)


def save_and_come_back(page: Page, site: Site, language: str) -> None:
    page.locator("[data-tool=save]").click()
    expect(page.locator("[data-says=saved]")).to_be_visible()
    page.locator(f".footer a[href='/{language}/saved/']").click()
    expect(page).to_have_url(f"{site.url}/{language}/saved/")
    page.locator(".saved-list").get_by_role("link", name=TITLES[language]).click()


def comment(page: Page, site: Site, language: str) -> None:
    """First with something missing, then whole; readers see it when a moderator has approved it."""
    words = "Minh An đã đọc."
    page.locator("#id_name").fill("Minh An")
    page.locator("#comment-form button").first.click()
    expect(page.locator("#comment-form .error")).to_have_count(1)
    expect(page.locator("#id_name")).to_have_value("Minh An")
    page.locator("#id_body").fill(words)
    page.locator("#comment-form button").first.click()
    expect(page).to_have_url(re.compile(r"/comment/\d+/own/"))
    expect(page.locator("[role=status]")).to_be_visible()
    page.goto(site.path(language))
    expect(page.get_by_text(words, exact=True)).to_have_count(0)
    waiting = Comment.objects.waiting().get(name="Minh An")
    moderate(comments=[waiting], action="approve", by=None, now=timezone.now())
    page.goto(site.path(language))
    page.reload()  # what a browser kept of the article for a minute may be older than the approval
    expect(page.locator(".comment", has_text="Minh An")).to_contain_text(words)


# --- What stands beside that way ---


def test_the_versions_of_an_article_lead_to_each_other(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"), viewport=PHONE)
    page.locator("div.provenance").get_by_role("link", name=TITLES["vi"]).click()
    expect(page.locator("h1")).to_have_text(TITLES["vi"])
    page.locator(".languages-bar summary").click()
    page.locator(".languages-bar").get_by_role("link", name="ไทย").click()
    expect(page.locator("h1")).to_have_text(TITLES["th"])
    expect(page.locator("html")).to_have_attribute("lang", "th")


@pytest.mark.parametrize("edition", ["vi", "ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("viewport", SCREENS.values(), ids=SCREENS.keys())
def test_the_list_of_languages_stays_on_the_screen(open_page: Opener, edition: str, viewport: dict) -> None:
    page = open_page(f"/{edition}/", viewport=viewport)
    page.locator("#languages summary").click()
    box = page.locator(".switcher nav").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]


def test_the_switcher_of_an_article_goes_to_the_same_story(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.locator("#languages summary").click()
    page.locator(".switcher nav ul").first.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("h1")).to_have_text(TITLES["vi"])


def test_a_reply_stands_below_what_it_answers(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("vi"))
    page.locator(".comment").first.locator(".comment-tools a").first.click()
    expect(page).to_have_url(re.compile(r"/comment/on/\d+/\?reply=\d+$"))
    expect(page.locator("blockquote")).to_contain_text("ขอบคุณสำหรับข่าวดี")
    page.locator("#id_name").fill("Minh An")
    page.locator("#id_body").fill("Cảm ơn anh.")
    page.locator("#comment-form button").first.click()
    expect(page).to_have_url(re.compile(r"/comment/\d+/own/"))
    reply = Comment.objects.get(name="Minh An")
    assert reply.parent
    assert reply.parent.name == "Somchai"


def test_a_draft_of_a_comment_outlives_the_page(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.locator("#id_body").fill("A thought that is not finished")
    page.reload()
    expect(page.locator("#id_body")).to_have_value("A thought that is not finished")
    page.locator("#id_name").fill("Minh An")
    page.locator("#comment-form button").first.click()
    expect(page).to_have_url(re.compile(r"/comment/\d+/own/"))
    page.goto(site.path("en"))
    expect(page.locator("#id_body")).to_have_value("")
    own = page.locator("[data-comment-own] a")
    expect(own).to_have_count(1)
    own.click()
    expect(page.locator("blockquote")).to_contain_text("A thought that is not finished")


def test_text_size_and_colours_are_the_readers_and_stay(open_page: Opener) -> None:
    page = open_page("/en/", color_scheme="light")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    paper = "getComputedStyle(document.body).backgroundColor"
    before, light = page.evaluate(size), page.evaluate(paper)
    page.get_by_role("button", name="Larger text").first.click()
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    assert page.evaluate(size) > before
    assert page.evaluate(paper) != light
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_reaches_the_content_and_the_languages(open_page: Opener) -> None:
    page = open_page("/en/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator("#languages summary").click()
    page.keyboard.press("Escape")
    expect(page.locator("#languages summary")).to_be_focused()
    expect(page.locator(".switcher nav")).to_be_hidden()


# --- Pictures ---


@pytest.mark.parametrize("language", ["vi", "ar"], ids=["left to right", "right to left"])
def test_a_picture_fills_the_window_and_its_links_say_what_they_do(
    open_page: Opener, site: Site, language: str
) -> None:
    page = open_page(site.path(language))
    with override(language):
        words, close = gettext("Enlarge the picture"), gettext("Close")
    figure = page.locator(".story-picture").first
    enlarge, back = figure.locator(".enlarge"), figure.locator(".shrink")
    expect(enlarge).to_have_accessible_name(f"{TITLES[language]} {words}")
    expect(back).to_be_hidden()
    enlarge.click()
    expect(back).to_be_focused()
    expect(back).to_have_accessible_name(close)
    page.keyboard.press("Escape")
    expect(back).to_be_hidden()
