"""The access matrix: what each role gets of each address of the site by each method, compared with `matrix.txt`.

A new address fails here until it has its line there. A cell has one letter for GET and one for POST: `o` served (or led on),
`l` led to the sign-in, `f` forbidden (403), `n` not there (404, 410), `m` a method that the address does not take (405), `b` a
request that says too little (400). Lines of the desk have a cell for each role, in the order of `ROLES`; readers' addresses
have one, which strangers and administrators must get alike.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client

from newsroom.desk_site import DeskSite
from tests.newsroom.access.addresses import Addresses, patterns

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "Moderators", "Source managers", "Editors", "Administrators")
DESK = "admin/"
METHODS = ("GET", "POST")
MATRIX = Path(__file__).with_name("matrix.txt")
# The only addresses of the desk that strangers are served.
OPEN_AT_THE_DESK = {
    "admin/login/",
    "admin/logout/",  # leads to the sign-in
    "admin/password_reset/",
    "admin/password_reset/done/",
    "admin/reset/<uidb64>/<token>/",
    "admin/reset/done/",
}
LETTERS = {400: "b", 403: "f", 404: "n", 405: "m", 410: "n"}


def matrix() -> dict[str, list[str]]:
    """Route → the cells of its line."""
    lines = MATRIX.read_text(encoding="utf-8").splitlines()
    rows = (re.split(r"\s{2,}", line) for line in lines if line and not line.startswith("#"))
    return {route.removeprefix("/"): cells.split() for route, cells in rows}


def cells_for(role: str) -> dict[str, str]:
    """Route → what the matrix says of a role; readers' addresses are asked for from both ends of the table."""
    place, asks_as_reader = ROLES.index(role), role in {ROLES[0], ROLES[-1]}
    return {
        route: cells[place if route.startswith(DESK) else 0]
        for route, cells in matrix().items()
        if route.startswith(DESK) or asks_as_reader
    }


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        user = User.objects.create_user("somebody", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
    return client


class Visitor:
    """Somebody of a role; what one request changes is taken back before the next."""

    def __init__(self, role: str) -> None:
        self._client = client_of(role)
        self._cookies = self._client.cookies.output()
        self._session = self._client.cookies.get(settings.SESSION_COOKIE_NAME)

    def letter(self, method: str, address: str) -> str:
        with transaction.atomic():
            answer = self._client.generic(method, address)
            transaction.set_rollback(True)
        self._client.cookies.clear()
        if self._session is not None:
            self._client.cookies[settings.SESSION_COOKIE_NAME] = self._session.value
        if answer.status_code < 400:
            return "l" if "/admin/login/" in answer.get("Location", "") else "o"
        return LETTERS.get(answer.status_code, str(answer.status_code))


@pytest.fixture
def addresses() -> Iterator[Addresses]:
    # Who may open a page is decided before it is written.
    with (
        patch.object(SimpleTemplateResponse, "rendered_content", ""),
        patch.object(DeskSite, "each_context", lambda _site, _request: {}),
    ):
        yield Addresses()


def test_every_address_stands_in_the_matrix_and_no_other() -> None:
    assert set(matrix()) == set(patterns())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_matrix_says(role: str, addresses: Addresses) -> None:
    visitor, wrong = Visitor(role), []
    for route, cell in cells_for(role).items():
        found = "".join(visitor.letter(method, addresses.of(route)) for method in METHODS)
        if found != cell:
            wrong.append(f"{route}: {cell} in the matrix, {found} at the site")
    assert wrong == []


def test_other_methods_open_nothing_to_strangers(addresses: Addresses) -> None:
    visitor, wrong = Visitor("anonymous"), []
    for route in cells_for("anonymous"):
        found = visitor.letter("DELETE", addresses.of(route))
        if found not in {"m", "f", "n", "l", "b"} and not (found == "o" and route in OPEN_AT_THE_DESK):
            wrong.append(f"{route}: {found}")
    assert wrong == []


# --- What holds of the matrix itself, whoever wrote its lines ---


def test_strangers_are_served_nothing_of_the_desk() -> None:
    served = {route for route, cells in matrix().items() if route.startswith(DESK) and "o" in cells[0]}
    assert served == OPEN_AT_THE_DESK


def test_what_administrators_may_not_nobody_may() -> None:
    wrong = [
        route
        for route, cells in matrix().items()
        for number in range(len(METHODS))
        if route.startswith(DESK) and cells[-1][number] == "f"
        if {cell[number] for cell in cells[1:-1]} != {"f"}
    ]
    assert wrong == []
