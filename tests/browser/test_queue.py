"""The desk's queue in a real browser: by keyboard, by mouse, on a phone, and without script."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles.models import Article
from tests.browser.conftest import PHONE, overflow
from tests.browser.test_desk import opened, signed_in
from tests.desk.test_queue import MAKERS
from tests.factories import NOON, make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = reverse("admin:index")
NAMES = ["Xã Mẫu họp dân về đường ven sông", "بلدية ماو تحاور السكان", "ชาวบ้านร่วมบริจาคที่ดิน"]


def make_held() -> list[Article]:
    languages = ("vi", "ar", "th")
    return [
        make_article(
            state="held",
            title=title,
            language=language,
            html=f"<p>{title}.</p>",
            arrived_at=NOON - timedelta(hours=hour),
        )
        for hour, (title, language) in enumerate(zip(NAMES, languages, strict=True))
    ]


def states(articles: list[Article]) -> list[str]:
    for article in articles:
        article.refresh_from_db()
    return [article.state for article in articles]


def title_of(page: Page):
    return page.locator("#todo-title")


def test_an_editor_decides_by_keyboard_alone(chromium: Browser, live_server) -> None:
    articles = make_held()
    context = signed_in(chromium, live_server.url, "first")
    page = opened(context, live_server, HOME)
    for key in ("y", "x"):
        expect(page.locator(f".todo-verbs [data-key={key}] kbd")).to_have_text(key.upper())
    page.keyboard.press("y")
    expect(title_of(page)).to_have_text(NAMES[1])
    page.keyboard.press("x")
    expect(title_of(page)).to_have_text(NAMES[2])
    assert states(articles) == ["published", "off-topic", "held"]
    # What comes next is read aloud, and its fields are the next stops.
    expect(title_of(page)).to_be_focused()
    page.keyboard.press("z")
    expect(title_of(page)).to_have_text(NAMES[1])
    page.keyboard.press("j")
    expect(title_of(page)).to_have_text(NAMES[2])
    page.keyboard.press("k")
    expect(title_of(page)).to_have_text(NAMES[1])
    page.keyboard.press("l")
    expect(title_of(page)).to_have_text(NAMES[2])
    assert states(articles) == ["published", "held", "held"]
    # Switched off they do nothing, here and on the next page.
    page.get_by_role("button", name="Keys").click()
    page.keyboard.press("y")
    page.reload()
    page.keyboard.press("y")
    expect(page.locator("[data-keys]")).to_have_attribute("aria-pressed", "false")
    assert states(articles) == ["published", "held", "held"]
    page.get_by_role("button", name="Keys").click()
    page.keyboard.press("e")
    expect(page.locator("[name=title]")).to_have_value(NAMES[2])
    context.close()


def test_keys_rest_while_something_is_typed(chromium: Browser, live_server) -> None:
    article = make_article(title="A first sentence", title_derived=True)
    context = signed_in(chromium, live_server.url, "first")
    page = opened(context, live_server, HOME)
    page.get_by_label("Headline").fill("")
    page.keyboard.type("Yes, a headly jokexlz")
    page.get_by_role("button", name="Use this headline").click()
    expect(page.locator(".todo-decided")).to_contain_text("Headline set")
    article.refresh_from_db()
    assert (article.title, article.title_derived) == ("Yes, a headly jokexlz", False)
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_phone_shows_the_list_then_one_at_a_time(chromium: Browser, live_server, scripts: bool) -> None:
    articles = make_held()
    first = signed_in(chromium, live_server.url, "first")
    context = chromium.new_context(
        viewport={**PHONE, "width": 390}, java_script_enabled=scripts, storage_state=first.storage_state()
    )
    first.close()
    page = opened(context, live_server, HOME)
    expect(page.locator(".todo-item")).to_be_hidden()
    page.locator(".todo-list a").first.click()
    expect(page.locator(".todo-list")).to_be_hidden()
    # The buttons stand under the thumb.
    box = page.get_by_role("button", name="Publish").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]
    assert box["height"] >= 44
    page.get_by_role("button", name="Publish").click()
    expect(title_of(page)).to_have_text(NAMES[1])
    page.get_by_role("button", name="Take back").click()
    expect(title_of(page)).to_have_text(NAMES[0])
    assert states(articles) == ["held", "held", "held"]
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator(".todo-list li")).to_have_count(3)
    context.close()


def faults(axe: Axe, page: Page) -> list[str]:
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def test_every_kind_fits_a_phone_and_axe_finds_nothing(chromium: Browser, live_server) -> None:
    rows, axe = {kind: make() for kind, make in MAKERS.items()}, Axe()
    context = signed_in(chromium, live_server.url, "first")
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    for kind, row in rows.items():
        page.goto(f"{live_server.url}{HOME}?kind={kind}&item={kind}:{row.pk}")
        assert overflow(page) <= 0, kind
        if kind in {"suggestion", "titles", "broken"}:
            assert faults(axe, page) == [], kind
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(live_server.url + HOME)
        assert faults(axe, page) == [], scheme
    context.close()
