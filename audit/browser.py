"""Chromium, restricted to this machine, in which the audited pages are opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from audit.fetching import Site
from audit.pages import Page as Address
from audit.tools import CHROMIUM, FLAGS, ONLY_LOOPBACK, AuditError

MILLISECONDS = 60_000


@dataclass(frozen=True, slots=True)
class Audit:
    """The input of every check: the site, the pages to audit, a folder for output."""

    site: Site
    pages: list[Address]
    work: Path

    def of(self, editions: tuple[str, ...]) -> list[Address]:
        """The pages of some editions."""
        return [page for page in self.pages if page.edition in editions]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Raises AuditError if it is not installed."""
    if not Path(CHROMIUM).exists():
        raise AuditError(f"There is no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, ONLY_LOOPBACK])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def reader(
    browser: Browser, *, width: int, height: int, scheme: str = "light", density: float = 1
) -> Iterator[Page]:
    """A page of a new visitor with a screen of this size (CSS pixels) and this colour scheme."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=density,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        # Service workers blocked: what they cache would be measured instead of the site.
        service_workers="block",
    )
    context.set_default_timeout(MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()
