"""axe: no known violation (WCAG 2.2) on any template, in both colour schemes and on both screens."""

from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Page

from audit.browser import Audit, chromium, reader
from audit.figures import Figure, faults
from audit.pages import ARTICLE, FRONT
from audit.pages import Page as Address
from audit.tools import module

# Editions with diacritics, right-to-left script, marks above and below, and the tallest glyphs.
EDITIONS = ("vi", "ar", "th", "km")
SCHEMES = ("light", "dark")
SCREENS = ((360, 740), (1280, 900))
# All rules of axe, best practices included; undecided results are not counted.
RUN = "() => axe.run(document, {resultTypes: ['violations']})"


def violations(result: dict[str, Any], where: str) -> list[str]:
    """A sentence for each element that violates a rule."""
    return [
        f"{where}: {rule['id']}: {node['html'][:140]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def check(audit: Audit) -> list[Figure]:
    """Counts the violations and the pages checked."""
    axe = module("axe-core/axe.min.js").read_text(encoding="utf-8")
    found: list[str] = []
    looks = 0
    with chromium() as browser:
        for scheme in SCHEMES:
            for width, height in SCREENS:
                with reader(browser, width=width, height=height, scheme=scheme) as page:
                    for name, open_it in _states(audit, audit.of(EDITIONS)):
                        open_it(page)
                        page.evaluate(axe)
                        found += violations(page.evaluate(RUN), f"{name}, {scheme}, {width} px")
                        looks += 1
    return [faults("axe", "violations", found), Figure("axe", "pages looked at", looks)]


def _states(audit: Audit, pages: Iterable[Address]) -> Iterable[tuple[str, Callable[[Page], None]]]:
    """Every page as loaded, and with what a reader may open on it."""
    for address in pages:
        url = audit.site.url(address.path)
        yield str(address), lambda page, url=url: _open(page, url)  # type: ignore[misc]
        if address.template == FRONT:
            yield f"{address}, languages open", lambda page, url=url: _open_languages(page, url)  # type: ignore[misc]
        if address.template == ARTICLE:
            yield f"{address}, comment refused", lambda page, url=url: _send_nothing(page, url)  # type: ignore[misc]


def _open(page: Page, url: str) -> None:
    page.goto(url, wait_until="load")


def _open_languages(page: Page, url: str) -> None:
    _open(page, url)
    page.locator("#languages summary").click()


def _send_nothing(page: Page, url: str) -> None:
    """Submits an empty comment, so that the page shows its errors."""
    _open(page, url)
    page.locator("#comment-form button[type=submit]").first.click()
    page.locator("#comment-form .error").first.wait_for()
