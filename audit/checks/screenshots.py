"""Screenshots for people, in var/audit/screenshots: every edition on a phone, and a matrix of screens and colour schemes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from audit.browser import Audit, chromium, reader
from audit.figures import Figure
from audit.pages import ARTICLE, FRONT, STORY
from audit.pages import Page as Address

WIDTH, HEIGHT = 360, 740
TEMPLATES = {FRONT: "front", ARTICLE: "article"}
# A sheet shows pages side by side, each down to this many pixels, so that text stays legible.
SHEET_COLUMNS, SHEET_HEIGHT = 5, 1900
PAPER = "#888888"
GAP = 12

# The matrix: a phone, a tablet and a desk, light and dark. All of its templates in a script of either direction, the
# two most read ones in further scripts too.
SCREENS = ((WIDTH, HEIGHT), (768, 1024), (1440, 900))
SCHEMES = ("light", "dark")
MATRIX = {
    **TEMPLATES,
    "category/*": "section",
    STORY: "story",
    "story/*/*/*/*": "comparison",
    "search?q": "search",
    "document/*/*": "document",
    "following": "following",
}
WHOLE_EDITIONS = ("vi", "ar")
FURTHER_EDITIONS = ("en", "th", "km", "zh-hans")


def sheet(pictures: Sequence[Image.Image], *, columns: int = SHEET_COLUMNS) -> Image.Image:
    """The tops of the pictures in rows, in order."""
    width = max(picture.width for picture in pictures)
    rows = -(-len(pictures) // columns)
    out = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (SHEET_HEIGHT + GAP) + GAP), PAPER)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        top = picture.crop((0, 0, picture.width, min(SHEET_HEIGHT, picture.height)))
        out.paste(top, (GAP + column * (width + GAP), GAP + row * (SHEET_HEIGHT + GAP)))
    return out


def in_matrix(pages: Iterable[Address]) -> list[Address]:
    """The pages that are taken on all screens and in both schemes."""
    return [
        page
        for page in pages
        if page.template in MATRIX
        and (
            page.edition in WHOLE_EDITIONS
            or (page.edition in FURTHER_EDITIONS and page.template in TEMPLATES)
        )
    ]


def check(audit: Audit) -> list[Figure]:
    """Takes the screenshots and reports how many."""
    folder = audit.work / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        taken = _editions(audit, browser, folder) + _matrix(audit, browser, folder)
    return [Figure("screenshots", "pages to look at in var/audit/screenshots", taken)]


def _editions(audit: Audit, browser: Browser, folder: Path) -> int:
    taken = 0
    with reader(browser, width=WIDTH, height=HEIGHT) as page:
        for template, name in TEMPLATES.items():
            files = [
                _take(page, audit, address, folder / f"{name}-{address.edition}.png")
                for address in audit.pages
                if address.template == template
            ]
            for number in range(0, len(files), SHEET_COLUMNS):
                row = [Image.open(file) for file in files[number : number + SHEET_COLUMNS]]
                sheet(row).save(folder / f"sheet-{name}-{number // SHEET_COLUMNS + 1}.png")
            taken += len(files)
    return taken


def _matrix(audit: Audit, browser: Browser, folder: Path) -> int:
    """Writes `matrix/<page>-<edition>-<width>-<scheme>.png`; gives how many."""
    pages, matrix = in_matrix(audit.pages), folder / "matrix"
    matrix.mkdir(exist_ok=True)
    for width, height in SCREENS:
        for scheme in SCHEMES:
            with reader(browser, width=width, height=height, scheme=scheme) as page:
                for address in pages:
                    name = f"{MATRIX[address.template]}-{address.edition}-{width}-{scheme}.png"
                    _take(page, audit, address, matrix / name)
    return len(pages) * len(SCREENS) * len(SCHEMES)


# Pictures far below are fetched when they come near; a screenshot of the whole page does not wait for them.
_ALL_PICTURES = """Promise.all([...document.images].map((picture) => {
  picture.loading = "eager";
  return picture.decode().catch(() => null);
}))"""


def _take(page: Page, audit: Audit, address: Address, file: Path) -> Path:
    page.goto(audit.site.url(address.path), wait_until="load")
    page.evaluate(_ALL_PICTURES)
    page.screenshot(path=file, full_page=True)
    return file
