"""What holds on every page of the desk: axe knows no violation, and nothing is wider than the window."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page

from articles.models import Article, Topic
from desk.models import Act, Preference
from tests.browser.conftest import overflow
from tests.browser.test_desk import form_of, signed_in
from tests.browser.test_queue import faults
from tests.desk.walk import desk_pages, filled_addresses, make_full_article
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

# With this set each page is looked at both ways, which takes some five minutes of one core; else the two share them.
IS_WHOLE = os.environ.get("DESK_BARRIERS") == "all"
# The record of one row is shown as that of any other.
SAME_FOR_ALL = re.compile(r"(?<!articles/article/<path:object_id>/)history/$")

LISTED = reverse("admin:articles_article_changelist")


@pytest.fixture
def open_desk(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a window of an editor who chose a language: `open_desk("vi", width=390, scheme="dark")`."""
    contexts = []

    def opener(language: str, *, width: int, scheme: str = "light") -> Page:
        context = signed_in(chromium, live_server.url, "first")
        contexts.append(context)
        Preference.objects.create(user=User.objects.get(username="first"), language=language)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        return page

    yield opener
    for context in contexts:
        context.close()


def barriers(axe: Axe, page: Page) -> list[str]:
    wide = overflow(page)
    return [*faults(axe, page), *([f"{wide} pixels too wide"] if wide > 0 else [])]


@pytest.mark.timeout(900)  # seconds: axe reads some hundred pages whole
@pytest.mark.parametrize(
    ("language", "width", "scheme", "turn"),
    [("en", 1280, "light", 0), ("vi", 390, "dark", 1)],
    ids=["English, wide, light", "Vietnamese, a telephone, dark"],
)
def test_axe_finds_nothing_on_any_page(
    open_desk: Callable[..., Page], live_server, language: str, width: int, scheme: str, turn: int
) -> None:
    page, axe, wrong, seen = open_desk(language, width=width, scheme=scheme), Axe(), {}, 0
    pages = [one for one in desk_pages(filled_addresses()) if IS_WHOLE or not SAME_FOR_ALL.search(one[0])]
    for route, address in pages if IS_WHOLE else pages[turn::2]:
        answer = page.goto(live_server.url + address)
        # What may not be added or deleted by hand is refused: of these pages one is looked at below.
        if answer is None or answer.status != 200:
            continue
        seen += 1
        if found := barriers(axe, page):
            wrong[route] = found
    assert wrong == {}
    assert seen > 40


def refused_form(page: Page, url: str) -> None:
    page.goto(url + form_of(make_article()))
    page.locator("#id_title").fill("")
    page.locator("input[name=_save]").first.click()
    page.locator(".errornote:visible").wait_for()


def withdrawal(page: Page, url: str) -> None:
    make_full_article()
    page.goto(url + LISTED)
    page.locator("input.action-select").first.check()
    page.locator(".actions [name=reason]").fill("So it is")
    page.locator("select[name=action]").select_option("withdraw")
    page.locator(".actions button[type=submit]").click()
    page.locator("blockquote").wait_for()


def many_rows(page: Page, url: str) -> None:
    for _number in range(22):
        make_article()
    page.goto(url + LISTED)
    # On a telephone there is no box for all.
    for box in page.locator("input.action-select").all():
        box.check()
    page.locator("select[name=action]").select_option("hold")
    page.locator(".actions button[type=submit]").click()
    page.locator("#typed-number").wait_for()


def conflict(page: Page, url: str) -> None:
    article = make_article()
    page.goto(url + form_of(article))
    Article.objects.filter(pk=article.pk).update(title="As a colleague says")
    page.locator("#id_title").fill("As I say")
    page.locator("#id_reason").fill("So it is")
    page.locator("input[name=_save]").first.click()
    page.locator(".conflict").first.wait_for()


def newer_than_an_act(page: Page, url: str) -> None:
    article = make_full_article()
    Article.objects.filter(pk=article.pk).update(title="عنوان أحدث")
    act = Act.objects.filter(kind="articles.article:change").latest("pk")
    page.goto(url + reverse("admin:desk_act_undo", args=[act.pk]))
    page.locator("input[type=radio]").first.wait_for()


def many_deleted(page: Page, url: str) -> None:
    Topic.objects.create(slug="a-topic")
    page.goto(url + reverse("admin:articles_topic_changelist"))
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("delete_selected")
    page.locator(".actions button[type=submit]").click()
    page.locator("input[name=post]").wait_for(state="attached")


def nothing_found(page: Page, url: str) -> None:
    page.goto(f"{url}{LISTED}?q=nothing+has+these+words")


def wrong_minute(page: Page, url: str) -> None:
    page.goto(f"{url}{reverse('admin:articles_feature_compose')}?edition=ar&at=nonsense")


def page_of_the_past(page: Page, url: str) -> None:
    page.goto(f"{url}{reverse('admin:articles_feature_compose')}?edition=vi&at=2026-01-01T12:00")


def nothing_pasted(page: Page, url: str) -> None:
    page.goto(url + reverse("admin:feeds_feed_paste"))
    page.locator(".paste-box button").click()
    page.locator(".errorlist").first.wait_for()


def draft_offered(page: Page, url: str) -> None:
    address = url + form_of(make_article())
    page.goto(address)
    page.locator("#id_title").fill("Half a corr")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    page.locator(".draft").wait_for()


def not_allowed(page: Page, url: str) -> None:
    page.goto(url + reverse("admin:articles_article_add"))


def wrong_password(page: Page, url: str) -> None:
    page.context.clear_cookies()
    page.goto(url + reverse("admin:login"))
    page.locator("#id_username").fill("first")
    page.locator("#id_password").fill("wrong")
    page.locator("#login-form [type=submit]").click()
    page.locator(".errornote:visible").wait_for()


def no_page(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/no/such/page/")


STATES = (
    *(refused_form, withdrawal, many_rows, conflict, newer_than_an_act, many_deleted, nothing_found),
    *(wrong_minute, page_of_the_past, nothing_pasted, draft_offered, not_allowed, no_page, wrong_password),
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "width"), [("vi", 1280), ("en", 390)], ids=["Vietnamese", "English, a telephone"]
)
def test_axe_finds_nothing_where_the_desk_asks_or_refuses(
    open_desk: Callable[..., Page], live_server, language: str, width: int
) -> None:
    page, axe, wrong = open_desk(language, width=width), Axe(), {}
    for state in STATES:
        state(page, live_server.url)
        if found := barriers(axe, page):
            wrong[state.__name__] = found
    assert wrong == {}
