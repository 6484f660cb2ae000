"""Weight of a page before scrolling: requests, bytes by type, layout shift, in Chromium.

    .venv/bin/python -m bench.weight http://127.0.0.1:8000 /vi/ /ar/

requests each path from a running site (`make run`), on a phone (360 pixels, device pixel ratio 2) and a desktop screen
(1280), with an empty cache. Bytes are counted as transferred, headers included. The exit status is 1 if a page exceeds
the budgets.
"""

import argparse
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, sync_playwright

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1},
}
# The budgets of one page with its pictures: bytes, requests before scrolling, layout shift.
MOST_BYTES, MOST_REQUESTS, MOST_SHIFT = 400_000, 20, 0.01
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--no-first-run"]
SETTLE_MILLISECONDS = 1500
WATCH_SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@dataclass(slots=True)
class Weight:
    """Bytes and requests by resource type (Document, Stylesheet, Script, Image, Other), and the layout shift."""

    bytes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    shift: float = 0.0

    @property
    def is_within_budget(self) -> bool:
        return (
            self.bytes.total() <= MOST_BYTES
            and self.requests.total() <= MOST_REQUESTS
            and self.shift <= MOST_SHIFT
        )


def weigh(browser: Browser, address: str, screen: str) -> Weight:
    """One visit with an empty cache, without scrolling."""
    context = browser.new_context(**SCREENS[screen])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    weight = Weight()
    kinds: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            kinds[event["requestId"]] = event.get("type", "Other")
            weight.requests[kinds[event["requestId"]]] += 1

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds:
            weight.bytes[kinds[event["requestId"]]] += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", ended)
    wire.send("Network.enable")
    page.add_init_script(f"({WATCH_SHIFTS})()")
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    weight.shift = page.evaluate("window.shift")
    context.close()
    return weight


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", help="address of a running site")
    parser.add_argument("paths", nargs="*", default=["/vi/"], help="paths of pages (default /vi/)")
    options = parser.parse_args()
    heavy = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for path in options.paths:
            for screen in SCREENS:
                weight = weigh(browser, urljoin(options.site, path), screen)
                heavy += not weight.is_within_budget
                kinds = ", ".join(f"{kind} {size:,}" for kind, size in weight.bytes.most_common())
                print(
                    f"{path[:40]:<40} {screen:<8} {weight.bytes.total():>8,} bytes "
                    f"{weight.requests.total():>3} requests  shift {weight.shift:.4f}  ({kinds})"
                )
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
