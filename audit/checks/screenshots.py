"""Screenshots of every edition on a phone, for people: var/audit/screenshots, one sheet per template."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from audit.browser import Audit, chromium, reader
from audit.figures import Figure
from audit.pages import ARTICLE, FRONT

WIDTH, HEIGHT = 360, 740
TEMPLATES = {FRONT: "front", ARTICLE: "article"}
# A sheet shows the editions side by side, each page down to this many pixels, so that text stays legible.
SHEET_COLUMNS, SHEET_HEIGHT = 5, 1900
PAPER = "#888888"
GAP = 12


def sheet(pictures: Sequence[Image.Image], *, columns: int = SHEET_COLUMNS) -> Image.Image:
    """The tops of the pictures in rows, in order."""
    rows = -(-len(pictures) // columns)
    out = Image.new("RGB", (columns * (WIDTH + GAP) + GAP, rows * (SHEET_HEIGHT + GAP) + GAP), PAPER)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        top = picture.crop((0, 0, WIDTH, min(SHEET_HEIGHT, picture.height)))
        out.paste(top, (GAP + column * (WIDTH + GAP), GAP + row * (SHEET_HEIGHT + GAP)))
    return out


def check(audit: Audit) -> list[Figure]:
    """Takes the screenshots and reports how many."""
    folder = audit.work / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with chromium() as browser, reader(browser, width=WIDTH, height=HEIGHT) as page:
        for template, name in TEMPLATES.items():
            files: list[Path] = []
            for address in audit.pages:
                if address.template == template:
                    page.goto(audit.site.url(address.path), wait_until="load")
                    files.append(folder / f"{name}-{address.edition}.png")
                    page.screenshot(path=files[-1], full_page=True)
            for number in range(0, len(files), SHEET_COLUMNS):
                row = [Image.open(file) for file in files[number : number + SHEET_COLUMNS]]
                sheet(row).save(folder / f"sheet-{name}-{number // SHEET_COLUMNS + 1}.png")
            taken += len(files)
    return [Figure("screenshots", "pages to look at in var/audit/screenshots", taken)]
