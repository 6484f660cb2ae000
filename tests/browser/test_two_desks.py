"""Two editors at once at every form and every editable list of the desk, in both orders, in real browsers."""

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from articles.incoming import IncomingSource
from articles.services.store import Rule, store_article
from feeds.models import Feed
from tests.browser.test_desk import editors, opened, save
from tests.desk.test_two_editors import FORMS, LISTS, OF_TWO_INPUTS, change_address
from tests.factories import NOON, make_feed, make_incoming, make_source

__all__ = ["editors"]  # the fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
ORDERS = pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "reversed"])
# Also what is folded away.
TYPE = """(input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def type_into(page: Page, name: str, value: str) -> None:
    page.locator(f'[name="{name}"]').evaluate(TYPE, value)


def saved(page: Page) -> None:
    save(page)
    if page.get_by_role("heading", name="Withdraw these articles?").count():
        page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


@ORDERS
def test_every_form_keeps_what_both_typed(editors: list[BrowserContext], live_server, order) -> None:
    pages = [context.new_page() for context in editors]
    for name, (make, one, other) in OF_TWO_INPUTS.items():
        row = make()
        inputs = [next(iter(one.items())), next(iter(other.items()))]
        for page, (field, values) in zip(pages, inputs, strict=True):
            page.goto(live_server.url + change_address(row))
            type_into(page, field, values[0])
        for place in order:
            saved(pages[place])
        pages[0].goto(live_server.url + change_address(row))
        for field, values in inputs:
            assert pages[0].locator(f'[name="{field}"]').input_value() == values[0], name


@ORDERS
def test_every_list_keeps_what_both_typed(editors: list[BrowserContext], live_server, order) -> None:
    for _name, (model, make, field, values, column) in LISTS.items():
        rows = [make(), make()]
        address = reverse(f"admin:{model}_changelist")
        pages = [opened(context, live_server, address) for context in editors]
        for place in order:
            number = pages[place].evaluate(
                """(pk) => [...document.querySelectorAll("input[name^=form-][name$=-id]")]
                    .find((input) => input.value === pk).name.split("-")[1]""",
                str(rows[place].pk),
            )
            type_into(pages[place], f"form-{number}-{field}", values[place + 1])
        for place in order:
            saved(pages[place])
            pages[place].close()
        found = [str(getattr(type(row).objects.get(pk=row.pk), column)) for row in rows]
        assert found == [values[1], values[2]]


@pytest.mark.parametrize("name", ["author", "notice"])
def test_one_field_that_both_change_is_asked_and_answered(
    editors: list[BrowserContext], live_server, name
) -> None:
    make, one, _other = FORMS[name]
    row = make()
    ((field, values),) = one.items()
    pages = [opened(context, live_server, change_address(row)) for context in editors]
    for page, value in zip(pages, values, strict=True):
        type_into(page, field, value)
    saved(pages[0])
    save(pages[1])
    expect(pages[1].locator(".conflict")).to_be_visible()
    pages[1].locator("input[value=yours]").check()
    pages[1].get_by_role("button", name="Save what I chose").click()
    expect(pages[1].locator(".messagelist .success")).to_be_visible()
    row.refresh_from_db()
    assert getattr(row, field) == values[1]


@ORDERS
def test_a_pull_is_the_third_at_the_form_of_a_source(
    editors: list[BrowserContext], live_server, order
) -> None:
    source = make_source(host="paper.example")
    feed = make_feed(source=source, url="https://paper.example/old.rss")
    pages = [opened(context, live_server, change_address(source)) for context in editors]
    changes = [("publisher", "A body"), ("place", "Huế")]
    for page, (field, value) in zip(pages, changes, strict=True):
        type_into(page, field, value)
    Feed.objects.filter(pk=feed.pk).update(url="https://paper.example/new.rss")  # as a pull that is sent on
    incoming = make_incoming(url="https://paper.example/1", source=IncomingSource("Paper", "paper.example"))
    store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON)
    for place in order:
        saved(pages[place])
    source.refresh_from_db()
    feed.refresh_from_db()
    assert (source.publisher, source.place) == ("A body", "Huế")
    assert feed.url == "https://paper.example/new.rss"
    assert source.articles.count() == 1
