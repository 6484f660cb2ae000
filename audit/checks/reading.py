"""What a reader meets first: the text of articles, front pages without repeats, navigation that leads somewhere, text × 2.

Positions are those of the first paragraph, in CSS pixels from the top of the page.
"""

from typing import Any

from audit.browser import Audit, chromium, reader
from audit.checks.overflow import too_wide
from audit.figures import Figure, faults
from audit.pages import ARTICLE, FRONT, links_of, shape, sitemap_paths
from audit.tools import FOLDER

PHONE, DESKTOP = (360, 740), (1280, 800)
FIRST_PARAGRAPH = {PHONE: 900, DESKTOP: 800}
# Every article of the sample site; of a larger one the first so many of each edition.
ARTICLES_OF_AN_EDITION = 12
TEXT_TWICE = "document.documentElement.style.fontSize = '212.5%'"


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


def check(audit: Audit) -> list[Figure]:
    """Looks at the front page and the articles of each edition, on a phone and on a desktop."""
    probe = (FOLDER / "probes/reading.js").read_text(encoding="utf-8")
    fronts = [page for page in audit.pages if page.template == FRONT]
    editions = [page.edition for page in fronts]
    articles = _articles(audit, editions)
    found: dict[str, list[str]] = {name: [] for name in ("repeats", "undated", "lonely", "dangling", "empty")}
    positions: dict[tuple[int, int], list[int]] = {PHONE: [], DESKTOP: []}
    below: dict[tuple[int, int], list[str]] = {PHONE: [], DESKTOP: []}
    wide: list[str] = []
    overflow = (FOLDER / "probes/overflow.js").read_text(encoding="utf-8")
    with chromium() as browser:
        for screen, most in FIRST_PARAGRAPH.items():
            with reader(browser, width=screen[0], height=screen[1]) as page:
                for path in articles:
                    page.goto(audit.site.url(path), wait_until="load")
                    result = page.evaluate(probe)
                    if result["first"] is not None:
                        positions[screen].append(result["first"])
                    below[screen] += late(result, path, most)
                    found["dangling"] += [f"{path} at {screen[0]}: {one}" for one in result["dangling"]]
                for address in fronts:
                    page.goto(audit.site.url(address.path), wait_until="load")
                    result = page.evaluate(probe)
                    for name in ("repeats", "undated", "lonely", "dangling"):
                        found[name] += [f"{address.path} at {screen[0]}: {one}" for one in result[name]]
                    if screen == PHONE:
                        pages = {path: audit.site.get(path).text for path in result["sections"]}
                        found["empty"] += empty_sections(pages, result["sections"], address.path)
        with reader(browser, width=PHONE[0], height=PHONE[1]) as page:
            for address in audit.pages:
                page.goto(audit.site.url(address.path), wait_until="load")
                page.evaluate(TEXT_TWICE)
                wide += too_wide(page.evaluate(overflow), str(address))
    names = {
        "repeats": "headlines that stand on a front page twice",
        "undated": "undated or cut headlines on top of front pages",
        "lonely": "chips that stand alone on front pages",
        "dangling": "separators at the end of a line",
        "empty": "sections in the navigation that list nothing",
    }
    return [
        *(
            Figure(
                "reading",
                f"lowest first paragraph at {screen[0]} × {screen[1]}",
                max(tops, default=0),
                FIRST_PARAGRAPH[screen],
                "most",
                "px",
                tuple(below[screen]),
            )
            for screen, tops in positions.items()
        ),
        *(faults("reading", name, found[kind]) for kind, name in names.items()),
        faults("reading", f"pages wider than {PHONE[0]} px with text × 2", wide),
        Figure("reading", "articles looked at", len(articles)),
    ]


def _articles(audit: Audit, editions: list[str]) -> list[str]:
    taken: list[str] = []
    numbers = dict.fromkeys(editions, 0)
    for path in sitemap_paths(audit.site):
        known = shape(path, editions)
        if known and known[1] == ARTICLE and numbers[known[0]] < ARTICLES_OF_AN_EDITION:
            numbers[known[0]] += 1
            taken.append(path)
    return taken
