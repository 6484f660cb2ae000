"""A story in its versions: from an article to its original beside it and back, and to what changed."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.models import Revision
from articles.services.revisions import keep_revision
from tests.browser.conftest import DESKTOP, NARROW, PHONE, TITLES, Opener, Site, overflow
from tests.factories import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {"phone": PHONE, "desktop": DESKTOP}
EDITIONS = {"left to right": "en", "right to left": "ar"}


@pytest.fixture
def told(site: Site) -> Site:
    """The site's story with texts of several paragraphs, of which each translation was corrected once."""
    for language, article in site.versions.items():
        title = TITLES[language]
        article.html = f"<p>{title} 12.</p><h3>{title}</h3><p>{title} {title} 345.</p>"
        article.text = f"{title} 12.\n{title}\n{title} {title} 345."
        article.save()
        keep_revision(article=article, cause=Revision.Cause.PUBLISHER, now=NOON + timedelta(days=1))
        article.text = article.text.replace("345", "346")
        article.html = article.html.replace("345", "346")
        article.save()
    return site


def compare_path(site: Site, language: str) -> str:
    first, original = site.versions[language], site.versions["vi"]
    return f"{site.url}/{language}/story/{site.story.pk}/compare/{first.pk}/{original.pk}/"


def box_of(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box
    return dict(box)


@pytest.mark.parametrize("language", EDITIONS.values(), ids=EDITIONS.keys())
@pytest.mark.parametrize("screen", SCREENS)
def test_from_an_article_to_its_original_beside_it_and_back(
    open_page: Opener, told: Site, screen: str, language: str
) -> None:
    page = open_page(told.path(language), viewport=SCREENS[screen], java_script_enabled=False)
    page.locator("p.provenance a.compare").click()
    expect(page).to_have_url(compare_path(told, language))
    # What says the same is folded.
    folded = page.locator(".pairs details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    rows = page.locator(".pairs .pair")
    expect(rows).to_have_count(4)
    for number in range(4):
        row = rows.nth(number)
        translation, original = row.locator(f".prose[lang={language}]"), row.locator(".prose[lang=vi]")
        expect(translation).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        ours, theirs = box_of(translation), box_of(original)
        if screen == "phone":
            assert ours["y"] + ours["height"] <= theirs["y"]
            expect(row.locator(".passage-of").first).to_be_visible()
        else:
            # The translation is where reading begins, and both begin on one line.
            assert (ours["x"] > theirs["x"]) is (language == "ar")
            assert abs(ours["y"] - theirs["y"]) < 1
    expect(page.locator(".version-head .translated")).to_have_count(1)
    page.locator(".version-head h2").get_by_role("link", name=TITLES[language]).click()
    expect(page).to_have_url(told.path(language))


@pytest.mark.parametrize("screen", SCREENS)
def test_from_a_story_to_two_of_its_versions(open_page: Opener, told: Site, screen: str) -> None:
    page = open_page(f"/ar/story/{told.story.pk}/", viewport=SCREENS[screen])
    expect(page.locator(".telling .original")).to_have_count(1)
    translations = page.locator(".translations > li")
    expect(translations).to_have_count(len(TITLES) - 1)
    if screen == "desktop":
        language, title = (box_of(translations.first.locator("> span").nth(place)) for place in (0, 1))
        assert language["x"] > title["x"]
    translations.filter(has=page.locator("a[lang=th]")).locator("a.compare").click()
    expect(page.locator(".pairs .prose[lang=th]")).to_have_count(4)


@pytest.mark.parametrize("language", EDITIONS.values(), ids=EDITIONS.keys())
def test_an_article_leads_to_what_changed(open_page: Opener, told: Site, language: str) -> None:
    page = open_page(told.path(language), viewport=PHONE)
    page.locator("a.changed").click()
    expect(page.locator(".change del")).to_contain_text("345")
    expect(page.locator(".change ins")).to_contain_text("346")
    page.locator(".page-head a").click()
    expect(page).to_have_url(told.path(language))


def targets_below(page: Page, height: float) -> list[str]:
    return [
        one.inner_text()
        # Links within a line of text are as high as the line (WCAG 2.5.8).
        for one in page.locator("main a.compare:not(.byline a), main a.changed:not(.byline a)").all()
        if box_of(one)["height"] < height
    ]


SIGHTS = {
    "vi, narrow, light": ("vi", NARROW, "light"),
    "ar, phone, dark": ("ar", PHONE, "dark"),
    "th, desktop, dark": ("th", DESKTOP, "dark"),
    "km, desktop, light": ("km", DESKTOP, "light"),
}


@pytest.mark.parametrize(("language", "viewport", "scheme"), SIGHTS.values(), ids=SIGHTS.keys())
def test_axe_finds_nothing_and_nothing_overflows(
    open_page: Opener, told: Site, language: str, viewport: dict, scheme: str
) -> None:
    article = told.versions[language]
    page = open_page(f"/{language}/story/{told.story.pk}/", viewport=viewport, color_scheme=scheme)
    other = "en" if language == "vi" else language
    for address in (
        page.url,
        compare_path(told, other),
        told.url + article.get_changes_url(),
        told.path(language),
    ):
        page.goto(address)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        assert overflow(page) <= 0, address
        assert page.locator("h1").count() == 1, address
        assert targets_below(page, 43.5) == [], address


def test_a_corrected_text_and_a_comparison_keep_what_matters_on_paper(open_page: Opener, told: Site) -> None:
    page = open_page(compare_path(told, "en"))
    page.emulate_media(media="print")
    expect(page.locator(".version-head .translated")).to_be_visible()
    expect(page.locator(".pairs .prose").first).to_be_visible()
