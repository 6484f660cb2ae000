"""What a reader meets first: the text of articles, front pages without repeats, navigation that leads somewhere, text × 2.

Positions are those of the first paragraph, in CSS pixels from the top of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from audit.browser import Audit, chromium, reader
from audit.checks.overflow import too_wide
from audit.figures import Figure, faults
from audit.pages import ARTICLE, FRONT, links_of, shape, sitemap_paths
from audit.tools import FOLDER

Screen = tuple[int, int]  # CSS pixels
PHONE, DESKTOP = (360, 740), (1280, 800)
FIRST_PARAGRAPH = {PHONE: 900, DESKTOP: 800}
# Every article of the sample site; of a larger one the first so many of each edition.
ARTICLES_OF_AN_EDITION = 12
TEXT_TWICE = "document.documentElement.style.fontSize = '212.5%'"
FAULTS = {
    "repeats": "headlines that stand on a front page twice",
    "undated": "undated or cut headlines on top of front pages",
    "lonely": "chips that stand alone on front pages",
    "dangling": "separators at the end of a line",
    "empty": "sections in the navigation that list nothing",
}


def late(result: dict[str, Any], where: str, most: int) -> list[str]:
    """A sentence if the text of an article begins below `most`."""
    first = result["first"]
    return [f"{where}: the first paragraph is at {first}"] if first is not None and first > most else []


def empty_sections(pages: dict[str, str], sections: list[str], where: str) -> list[str]:
    """The sections of the navigation whose page lists no article; `pages` holds the HTML by path."""
    return [
        f"{where}: {path} lists nothing"
        for path in sections
        if "/category/" in path and not any("/article/" in link for link in links_of(pages.get(path, "")))
    ]


@dataclass
class _Seen:
    """What the checks found: tops of first paragraphs and what is too low by screen, other faults by their kind."""

    positions: dict[Screen, list[int]] = field(default_factory=lambda: {PHONE: [], DESKTOP: []})
    below: dict[Screen, list[str]] = field(default_factory=lambda: {PHONE: [], DESKTOP: []})
    faults: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FAULTS})
    wide: list[str] = field(default_factory=list)

    def article(self, result: dict[str, Any], path: str, screen: Screen) -> None:
        if result["first"] is not None:
            self.positions[screen].append(result["first"])
        self.below[screen] += late(result, path, FIRST_PARAGRAPH[screen])
        self.faults["dangling"] += [f"{path} at {screen[0]}: {one}" for one in result["dangling"]]

    def front(self, result: dict[str, Any], path: str, screen: Screen) -> None:
        for name in ("repeats", "undated", "lonely", "dangling"):
            self.faults[name] += [f"{path} at {screen[0]}: {one}" for one in result[name]]


def check(audit: Audit) -> list[Figure]:
    """Looks at the front page and the articles of each edition, on a phone and on a desktop."""
    fronts = [page for page in audit.pages if page.template == FRONT]
    articles = _articles(audit, [page.edition for page in fronts])
    seen = _Seen()
    with chromium() as browser:
        for screen in FIRST_PARAGRAPH:
            with reader(browser, width=screen[0], height=screen[1]) as page:
                _look(audit, page, screen, articles, [address.path for address in fronts], seen)
        with reader(browser, width=PHONE[0], height=PHONE[1]) as page:
            overflow = (FOLDER / "probes/overflow.js").read_text(encoding="utf-8")
            for address in audit.pages:
                page.goto(audit.site.url(address.path), wait_until="load")
                page.evaluate(TEXT_TWICE)
                seen.wide += too_wide(page.evaluate(overflow), str(address))
    return [
        *(
            Figure(
                "reading",
                f"lowest first paragraph at {screen[0]} × {screen[1]}",
                max(tops, default=0),
                FIRST_PARAGRAPH[screen],
                "most",
                "px",
                tuple(seen.below[screen]),
            )
            for screen, tops in seen.positions.items()
        ),
        *(faults("reading", name, seen.faults[kind]) for kind, name in FAULTS.items()),
        faults("reading", f"pages wider than {PHONE[0]} px with text × 2", seen.wide),
        Figure("reading", "articles looked at", len(articles)),
    ]


def _look(
    audit: Audit, page: Page, screen: Screen, articles: Iterable[str], fronts: Iterable[str], seen: _Seen
) -> None:
    probe = (FOLDER / "probes/reading.js").read_text(encoding="utf-8")
    for path in articles:
        page.goto(audit.site.url(path), wait_until="load")
        seen.article(page.evaluate(probe), path, screen)
    for path in fronts:
        page.goto(audit.site.url(path), wait_until="load")
        result = page.evaluate(probe)
        seen.front(result, path, screen)
        if screen == PHONE:
            pages = {section: audit.site.get(section).text for section in result["sections"]}
            seen.faults["empty"] += empty_sections(pages, result["sections"], path)


def _articles(audit: Audit, editions: list[str]) -> list[str]:
    taken: list[str] = []
    numbers = dict.fromkeys(editions, 0)
    for path in sitemap_paths(audit.site):
        known = shape(path, editions)
        if known and known[1] == ARTICLE and numbers[known[0]] < ARTICLES_OF_AN_EDITION:
            numbers[known[0]] += 1
            taken.append(path)
    return taken
