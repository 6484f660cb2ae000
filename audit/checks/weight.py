"""What a page costs on a first visit: bytes transferred, requests, no requests to other hosts."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

from audit.browser import Audit, chromium, reader
from audit.figures import Figure, faults
from audit.pages import FRONT

EDITIONS = ("vi", "ar", "th", "km")
WIDTH, HEIGHT, DENSITY = 360, 740, 2
KB = 1000
# Kilobytes transferred.
PAGE_BUDGET, STYLE_BUDGET, SCRIPT_BUDGET, HOME_BUDGET = 60, 12, 8, 400
REQUEST_BUDGET = 20
CODE = ("document", "stylesheet", "script")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One response that a page caused: its resource type, its bytes, its host."""

    kind: str
    size: int
    host: str
    url: str


def kilobytes(transfers: Sequence[Transfer], *kinds: str) -> float:
    """The weight of the transfers of these types; of all if none is given."""
    return round(sum(one.size for one in transfers if not kinds or one.kind in kinds) / KB, 1)


def check(audit: Audit) -> list[Figure]:
    """The heaviest page of each type of weight."""
    host = urlsplit(audit.site.base).netloc
    before: dict[str, list[Transfer]] = {}
    home: dict[str, list[Transfer]] = {}
    with chromium() as browser:
        for address in audit.of(EDITIONS):
            # A new browser context per page: an empty cache.
            with reader(browser, width=WIDTH, height=HEIGHT, density=DENSITY) as page:
                asked = _watch(page)
                page.goto(audit.site.url(address.path), wait_until="networkidle")
                before[str(address)] = [_transfer(one) for one in asked]
                if address.template == FRONT:
                    _scroll_through(page)
                    home[str(address)] = [_transfer(one) for one in asked]
    return [
        _heaviest("HTML + CSS + JS", before, PAGE_BUDGET, *CODE),
        _heaviest("CSS", before, STYLE_BUDGET, "stylesheet"),
        _heaviest("JS", before, SCRIPT_BUDGET, "script"),
        _most_requests(before),
        faults("weight", "requests to others", other_hosts({**before, **home}, host)),
        _heaviest("front page with all pictures", home, HOME_BUDGET),
    ]


def other_hosts(pages: dict[str, list[Transfer]], host: str) -> list[str]:
    """Requests of pages to hosts other than `host`."""
    return [
        f"{page}: {one.url}"
        for page, transfers in pages.items()
        for one in transfers
        if one.host not in ("", host)
    ]


def _heaviest(name: str, pages: dict[str, list[Transfer]], most: float, *kinds: str) -> Figure:
    page = max(pages, key=lambda one: kilobytes(pages[one], *kinds), default="")
    value = kilobytes(pages.get(page, []), *kinds)
    return Figure("weight", f"{name}, heaviest page", value, most, "most", "KB", (page,))


def _most_requests(pages: dict[str, list[Transfer]]) -> Figure:
    page = max(pages, key=lambda one: len(pages[one]), default="")
    name = "requests before scrolling, most on a page"
    return Figure("weight", name, len(pages.get(page, [])), REQUEST_BUDGET, findings=(page,))


def _watch(page: Page) -> list[Request]:
    """A list that grows with every response that the page gets."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    return asked


def _transfer(request: Request) -> Transfer:
    sizes = request.sizes()
    size = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    return Transfer(request.resource_type, size, urlsplit(request.url).netloc, request.url)


def _scroll_through(page: Page) -> None:
    """Scrolls to the end of the page, so that every picture is loaded."""
    while page.evaluate("() => { const y = scrollY; scrollBy(0, innerHeight); return scrollY > y; }"):
        page.wait_for_timeout(60)
    page.wait_for_load_state("networkidle")
