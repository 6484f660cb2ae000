"""Take the pictures of the documentation from a running site: `python -m audit.pictures [ADDRESS]`.

Without an address it is the one of `make run`. To be run after the look of the pages has changed; the files are committed.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from audit.tools import CHROMIUM, FLAGS

DOCS = Path(__file__).resolve().parents[1] / "docs"
SITE = "http://127.0.0.1:8000"
# File, page, width and height in pixels of CSS.
PICTURES = (("front-page.png", "/en/", 1280, 860),)


def take(site: str) -> list[Path]:
    """Writes the pictures into docs/; gives their files."""
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, address, width, height in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{site}{address}", wait_until="networkidle")
            taken.append(DOCS / name)
            page.screenshot(path=taken[-1])
        browser.close()
    return taken


if __name__ == "__main__":
    for file in take(sys.argv[1] if len(sys.argv) > 1 else SITE):
        print(f"Took {file}")
