"""Draw the site's icons for places that take no SVG, from static/icon.svg: `python -m audit.icons`.

`favicon.ico` is what browsers ask for without being told, `apple-touch-icon.png` what phones put on their start page.
To be run after the icon was changed; the files are committed.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from audit.tools import CHROMIUM, FLAGS

STATIC = Path(__file__).resolve().parents[1] / "static"
FAVICON = [(size, size) for size in (16, 32, 48)]
TOUCH = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
LARGEST = 512
PAGE = "<style>html, body {{ margin: 0 }} svg {{ display: block; inline-size: {size}px }}</style>{drawing}"


def drawn(drawing: str, size: int) -> Image.Image:
    """An SVG drawing as a square picture of `size` pixels; corners are as in the drawing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(PAGE.format(size=size, drawing=drawing))
        picture = page.screenshot(omit_background=True)
        browser.close()
    return Image.open(BytesIO(picture)).convert("RGBA")


def main() -> None:
    """Write the files into static/."""
    large = drawn((STATIC / "icon.svg").read_text(encoding="utf-8"), LARGEST)
    large.save(STATIC / "favicon.ico", sizes=FAVICON)
    for name, size in TOUCH.items():
        picture = large.resize((size, size), Image.Resampling.LANCZOS)
        # Phones round the corners themselves and put black behind what is transparent.
        whole = Image.new("RGBA", picture.size, picture.getpixel((size // 2, size // 16)))
        Image.alpha_composite(whole, picture).convert("RGB").save(STATIC / name, optimize=True)


if __name__ == "__main__":
    main()
