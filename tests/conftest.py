"""Fixtures for all tests."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from articles.pages import names
from audit.tools import CHROMIUM, FLAGS
from tests.emptying import empty_written
from tests.template_database import template_database

# Playwright runs an event loop in the test's thread, in which Django refuses database queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each process begins with some of the longest tests, so that none waits for another's at the end.

    pytest-xdist cuts the list into as many equal pieces as there are processes; who is done takes from the others' ends.
    """
    processes = int(getattr(config, "workerinput", {}).get("workercount", 1))
    longest = [item for item in items if item.get_closest_marker("long")]
    others = iter([item for item in items if not item.get_closest_marker("long")])
    left, ordered = len(items), list[pytest.Item]()
    for number in range(processes):
        size = left // (processes - number)
        own = longest[number::processes]
        ordered += [*own, *islice(others, max(size - len(own), 0))]
        left -= size
    items[:] = [*ordered, *others]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of captured data beside the repository; the test is skipped if it is absent."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("captured data is not here")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The database of this process becomes a copy of a migrated one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    with patch.object(TransactionTestCase, "_fixture_teardown", empty_written):
        yield


@pytest.fixture(autouse=True)
def _no_names_of_another_test() -> None:
    """What a process keeps of the database would outlive a test's rows."""
    names.forget()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once. Without one the tests are skipped; on a build server they fail."""
    if not Path(CHROMIUM).exists():
        complaint = f"There is no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(complaint)
        pytest.skip(complaint)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
