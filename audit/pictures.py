"""Take the pictures of the documentation: `make pictures`, or `python -m audit.pictures`.

A site of its own serves the samples, so that the same pictures come out whoever takes them. To be run after the look of the
pages or a text of the desk has changed; the files are committed.
"""

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from audit.serving import Served, served
from audit.tools import CHROMIUM, FLAGS, REPOSITORY, WORK, AuditError

DOCS = REPOSITORY / "docs"
# File, page, width and height in pixels of CSS.
PICTURES = (("front-page.png", "/en/", 1280, 860),)
# Of the desk, in each of its languages: `docs/desk/queue.vi.png`.
DESK_PICTURES = (
    ("queue", "/admin/", 1280, 800),
    ("queue-phone", "/admin/", 390, 760),
    ("articles", "/admin/articles/article/", 1280, 800),
    ("composer", "/admin/articles/feature/compose/?edition=vi", 1280, 900),
    ("add-source", "/admin/feeds/feed/paste/", 1280, 560),
)
COLOURS = 128  # of a picture of the desk: text and few colours, in a quarter of the bytes


def desk_file(name: str, language: str) -> Path:
    return DOCS / "desk" / f"{name}.{language}.png"


def take(site: Served) -> list[Path]:
    """Writes the pictures into docs/; gives their files."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = [
            _shot(browser, site.base + address, DOCS / name, (width, height))
            for name, address, width, height in PICTURES
        ]
        for language, session in _sessions(site).items():
            for name, address, width, height in DESK_PICTURES:
                file = desk_file(name, language)
                taken.append(_shot(browser, site.base + address, file, (width, height), session))
                with Image.open(file) as image:
                    image.convert("RGB").quantize(COLOURS).save(file, optimize=True)
        browser.close()
    return taken


def _shot(browser: Browser, address: str, file: Path, size: tuple[int, int], session: str = "") -> Path:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    context.close()
    return file


def _sessions(site: Served) -> dict[str, str]:
    """The keys of editors' sessions by language. Raises AuditError."""
    output = subprocess.run(
        [sys.executable, "-m", "audit.desk_seed"],
        cwd=REPOSITORY,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if output.returncode:
        raise AuditError(f"The desk's sample data could not be made:\n{output.stderr}")
    sessions: dict[str, str] = json.loads(output.stdout)
    return sessions


if __name__ == "__main__":
    with served(WORK / "pictures") as site:
        for file in take(site):
            print(f"Took {file}")
