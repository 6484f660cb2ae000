"""Two editors at one desk in a real browser: what each sees of the other, and drafts that outlive the tab."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Article
from articles.services.store import Rule, store_article
from tests.browser.conftest import DESKTOP
from tests.factories import NOON, make_article, make_incoming

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(chromium: Browser, address: str, name: str, **options: Any) -> BrowserContext:
    """A browser in which an editor is signed in; `options` are those of the browser."""
    user = User.objects.filter(username=name).first() or User.objects.create_superuser(
        name, password="x", first_name=name.title()
    )
    client = Client()
    client.force_login(user)
    context = chromium.new_context(**{"viewport": DESKTOP, **options})
    context.set_default_timeout(10_000)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return context


@pytest.fixture
def editors(chromium: Browser, live_server):
    """Two editors' browsers. No script of the desk may fail in either."""
    contexts = [signed_in(chromium, live_server.url, name) for name in ("first", "second")]
    errors: list[str] = []
    for context in contexts:
        context.on("weberror", lambda error: errors.append(str(error.error)))
    yield contexts
    for context in contexts:
        context.close()
    assert errors == []


def form_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def opened(context: BrowserContext, live_server, address: str) -> Page:
    page = context.new_page()
    page.goto(live_server.url + address)
    return page


def save(page: Page) -> None:
    reason = page.locator("input[name=reason]")
    if reason.count():
        reason.fill("So it is")
    page.locator("input[name=_save]").first.click()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "reversed"])
def test_two_editors_and_a_pull_change_one_article_at_once(editors, live_server, order):
    incoming = make_incoming(title="As published", lead="The first lead")
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    pages = [opened(context, live_server, form_of(article)) for context in editors]
    pages[0].locator("[name=state]").select_option("held")
    pages[1].locator("[name=title]").fill("As corrected")
    newer = make_incoming(url=incoming.url, title="As published", lead="The second lead")
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    for place in order:
        save(pages[place])
        expect(pages[place].locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert (article.state, article.title, article.lead) == ("held", "As corrected", "The second lead")


def test_the_same_title_changed_by_two_is_asked_and_answered(editors, live_server):
    article = make_article(title="As it was")
    first, second = (opened(context, live_server, form_of(article)) for context in editors)
    expect(second.locator(".here")).to_contain_text("First has this open since")
    first.locator("[name=title]").fill("As the first says")
    save(first)
    expect(first.locator(".messagelist .success")).to_be_visible()
    second.locator("[name=title]").fill("As the second says")
    save(second)
    for text in ("As it was", "As the first says", "As the second says"):
        expect(second.locator(".conflict")).to_contain_text(text)
    second.locator("input[value=yours]").check()
    second.get_by_role("button", name="Save what I chose").click()
    expect(second.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert article.title == "As the second says"


def test_a_draft_outlives_a_closed_tab_and_an_ended_session(editors, live_server):
    article = make_article(title="As it was")
    context = editors[0]
    page = opened(context, live_server, form_of(article))
    page.locator("[name=title]").fill("Half a corr")
    page.close(run_before_unload=False)
    page = opened(context, live_server, form_of(article))
    expect(page.locator(".draft")).to_contain_text("draft")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("[name=title]")).to_have_value("Half a corr")
    page.locator("[name=title]").fill("A whole correction")
    cookies = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save(page)
    expect(page.locator("#login-form")).to_be_visible()
    context.add_cookies(cookies)
    page.goto(live_server.url + form_of(article))
    page.get_by_role("button", name="Bring it back").click()
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(live_server.url + form_of(article))
    expect(page.locator(".draft")).to_have_count(0)
    article.refresh_from_db()
    assert article.title == "A whole correction"


def test_a_draft_brought_back_is_compared_with_what_its_form_showed(editors, live_server):
    article = make_article(title="As it was", lead="The first lead")
    page = opened(editors[0], live_server, form_of(article))
    page.locator("[name=title]").fill("My correction")
    page.close(run_before_unload=False)
    other = opened(editors[1], live_server, form_of(article))
    other.locator("[name=lead]").fill("The second lead")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    page = opened(editors[0], live_server, form_of(article))
    page.get_by_role("button", name="Bring it back").click()
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert (article.title, article.lead) == ("My correction", "The second lead")


def test_leaving_a_changed_form_asks(editors, live_server):
    page = opened(editors[0], live_server, form_of(make_article()))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=title]").fill("Half a corr")
    page.goto(live_server.url + reverse("admin:index"))
    assert asked == ["beforeunload"]
    page.goto(live_server.url + form_of(make_article()))
    page.goto(live_server.url + reverse("admin:index"))
    assert asked == ["beforeunload"]
