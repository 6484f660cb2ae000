"""No text is clipped and no lines overlap on a phone, in any edition, on any template."""

from audit.browser import Audit, chromium, reader
from audit.figures import Figure, faults
from audit.tools import FOLDER

WIDTH, HEIGHT = 360, 740


def findings_of(result: dict[str, list[str]], kind: str, where: str) -> list[str]:
    """The findings of one kind ("clipped", "overlapping"), each with its page."""
    return [f"{where}: {finding}" for finding in result[kind]]


def check(audit: Audit) -> list[Figure]:
    """Counts clipped lines of text, and pairs of overlapping lines."""
    probe = (FOLDER / "probes/text.js").read_text(encoding="utf-8")
    clipped: list[str] = []
    overlapping: list[str] = []
    lines = 0
    with chromium() as browser, reader(browser, width=WIDTH, height=HEIGHT) as page:
        for address in audit.pages:
            page.goto(audit.site.url(address.path), wait_until="load")
            result = page.evaluate(probe)
            clipped += findings_of(result, "clipped", str(address))
            overlapping += findings_of(result, "overlapping", str(address))
            lines += result["lines"]
    return [
        faults("text", f"lines cut off at {WIDTH} px", clipped),
        faults("text", f"lines that overlap at {WIDTH} px", overlapping),
        Figure("text", "lines looked at", lines),
    ]
