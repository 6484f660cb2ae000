"""No page is wider than the narrowest phone, in any edition, on any template."""

from typing import Any

from audit.browser import Audit, chromium, reader
from audit.figures import Figure, faults
from audit.tools import FOLDER

# The narrowest screen that WCAG 2.2 requires (1.4.10 Reflow), in CSS pixels.
WIDTH, HEIGHT = 320, 640


def too_wide(result: dict[str, Any], where: str) -> list[str]:
    """A sentence if a page is wider than the screen."""
    return [f"{where}: {result['over']} px too wide: {result['widest']}"] if result["over"] > 0 else []


def check(audit: Audit) -> list[Figure]:
    """Counts the pages that scroll sideways."""
    probe = (FOLDER / "probes/overflow.js").read_text(encoding="utf-8")
    found: list[str] = []
    with chromium() as browser, reader(browser, width=WIDTH, height=HEIGHT) as page:
        for address in audit.pages:
            page.goto(audit.site.url(address.path), wait_until="load")
            found += too_wide(page.evaluate(probe), str(address))
    return [
        faults("overflow", f"pages wider than {WIDTH} px", found),
        Figure("overflow", "pages looked at", len(audit.pages)),
    ]
