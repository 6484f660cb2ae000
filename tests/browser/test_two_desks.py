"""Two editors at once at every form and every editable list of the desk, in both orders, in real browsers."""

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_desk import editors, opened, save
from tests.desk.test_two_editors import LISTS, OF_TWO_INPUTS, change_address

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
