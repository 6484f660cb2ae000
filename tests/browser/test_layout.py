"""What holds on every template: nothing overflows, nothing small to hit, and no violation that axe knows."""

import gzip
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from rjsmin import jsmin

from tests.browser.conftest import DESKTOP, NARROW, OTHER_TITLES, PHONE, Opener, Site, overflow
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEMPLATES = {
    "front": "/{language}/",
    "category": "/{language}/category/{site.category}/",
    "topic": "/{language}/topic/{site.topic}/",
    "topic, narrowed": "/{language}/topic/{site.topic}/?language=en&source={site.source}&period=2024-03",
    "topic, narrowed to nothing": "/{language}/topic/{site.topic}/?source=none&period=none",
    "topics": "/{language}/topic/",
    "source": "/{language}/source/{site.source}/",
    "sources": "/{language}/source/",
    "story": "/{language}/story/{site.story.pk}/",
    "author": "/{language}/author/{site.author.pk}/{site.author.slug}/",
    "document": "/{language}/document/{site.document}/",
    "archive": "/{language}/archive/2024/05/19/",
    "archive of a month": "/{language}/archive/2024/5/",
    "search": "/{language}/search/",
    "about": "/{language}/about/",
    "privacy": "/{language}/privacy/",
    "saved": "/{language}/saved/",
    "offline": "/{language}/offline/",
    "not found": "/{language}/no/such/page/",
}


def addresses(site: Site, language: str) -> dict[str, str]:
    article = site.versions[language]
    comment = article.comments.first().pk
    return {
        **{name: path.format(language=language, site=site) for name, path in TEMPLATES.items()},
        "article": article.get_absolute_url(),
        "reply": f"/{language}/comment/on/{article.pk}/?reply={comment}",
        "report": f"/{language}/comment/{comment}/report",
    }


OPEN_EVERYTHING = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"
# Links within running text are as high as their line; everything that stands alone is a target for a thumb.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    '.masthead a, .masthead summary, .masthead button, .masthead input, .chips a, .languages-bar a, .kicker a, ' +
    '.comment-tools a, .pagination a, .footer a, .chart th a, .citing th a, main summary, ' +
    'button, select, textarea')]
  .filter(one => !one.closest('.leave-empty'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([one]) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", ["vi", "ar", "th", "km"])
def test_nothing_overflows_or_is_too_small_on_the_narrowest_phone(
    open_page: Opener, site: Site, language: str
) -> None:
    page = open_page(f"/{language}/", viewport=NARROW)
    for name, address in addresses(site, language).items():
        page.goto(site.url + address)
        page.evaluate(OPEN_EVERYTHING)
        assert overflow(page) <= 0, name
        assert page.evaluate(SMALL_TARGETS) == [], name


SIGHTS = {
    "vi, phone, light": ("vi", PHONE, "light"),
    "ar, phone, dark": ("ar", PHONE, "dark"),
    "th, desktop, dark": ("th", DESKTOP, "dark"),
    "km, desktop, light": ("km", DESKTOP, "light"),
}


@pytest.mark.parametrize(("language", "viewport", "scheme"), SIGHTS.values(), ids=SIGHTS.keys())
@pytest.mark.timeout(300)  # seconds: axe reads each of some twenty pages whole
def test_axe_finds_nothing(open_page: Opener, site: Site, language: str, viewport: dict, scheme: str) -> None:
    page = open_page(f"/{language}/", viewport=viewport, color_scheme=scheme)
    axe = Axe()
    for name, address in addresses(site, language).items():
        page.goto(site.url + address)
        page.evaluate(OPEN_EVERYTHING)
        found = [
            (one["id"], one["nodes"][0]["html"])
            for one in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        ]
        assert found == [], name
        assert page.locator("h1").count() == 1, name


@pytest.mark.parametrize("language", ["vi", "ar"])
def test_a_chart_of_months_leads_to_each_and_runs_with_the_text(
    open_page: Opener, site: Site, language: str
) -> None:
    page = open_page(f"/{language}/topic/{site.topic}/", viewport=NARROW)
    chart = page.locator(".chart")
    bars = [bar.bounding_box()["x"] for bar in chart.locator("rect").all()]
    assert len(bars) == 2
    assert (bars[0] < bars[1]) is (language != "ar")
    # What a pointer can hit lies over the bar that it stands for.
    hits = [link.bounding_box() for link in chart.locator(".chart-months a").all()]
    assert all(hit["x"] <= bar < hit["x"] + hit["width"] for bar, hit in zip(bars, hits, strict=True))
    chart.locator("summary").click()
    chart.locator("tbody tr").last.get_by_role("link").click()
    assert "period=2024-03" in page.url
    assert [card.inner_text() for card in page.locator(".grid .headline").all()] == [OTHER_TITLES[language]]
    page.locator(".active-filters a").click()
    assert "period" not in page.url


def test_bars_keep_their_colour_where_the_reader_sets_all_colours(open_page: Opener, site: Site) -> None:
    page = open_page(f"/vi/topic/{site.topic}/", forced_colors="active")
    fill, paper = (
        page.locator(one).first.evaluate(f"one => getComputedStyle(one).{name}")
        for one, name in ((".chart rect", "fill"), ("body", "backgroundColor"))
    )
    assert fill != paper


def test_a_headline_keeps_the_type_of_its_own_script(open_page: Opener, site: Site) -> None:
    page = open_page(f"/en/story/{site.story.pk}/")
    stacks = {"vi": "Noto Serif", "ar": "Noto Naskh Arabic", "th": "Noto Sans Thai", "km": "Noto Sans Khmer"}
    for language, stack in stacks.items():
        headline = page.locator(f".telling .headline[lang={language}], .translations a[lang={language}]")
        assert stack in headline.evaluate("one => getComputedStyle(one).fontFamily"), language
    arabic = page.locator(".translations a[lang=ar]")
    assert arabic.get_attribute("dir") == "rtl"


def test_a_page_on_paper_keeps_its_origin_and_nothing_of_the_machinery(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.emulate_media(media="print")
    assert page.locator("p.provenance").is_visible()
    assert page.locator("div.provenance").is_visible()
    for gone in (".sections", ".comments", ".languages-bar", "#languages"):
        assert not page.locator(gone).is_visible(), gone


# Bytes, compressed. The service worker is no part of a page: it comes when something is saved.
PAGE_BUDGET, STYLE_BUDGET, SCRIPT_BUDGET, WORKER_BUDGET = 60_000, 12_000, 8_000, 3_000


def collected_scripts() -> dict[str, str]:
    """The text of each script of readers' pages as it is served: name → JavaScript."""
    names = ("early", "site", "saved", "aloud")
    files = {name: REPOSITORY / "static" / "js" / f"{name}.js" for name in names}
    return {name: jsmin(file.read_text(encoding="utf-8")) for name, file in files.items()}


@pytest.mark.parametrize("name", collected_scripts())
def test_scripts_without_comments_and_blanks_are_scripts(chromium: Browser, name: str) -> None:
    # Compiled, not run.
    with chromium.new_page() as page:
        assert page.evaluate("(text) => new Function(text).length", collected_scripts()[name]) == 0


def test_pages_keep_to_their_budget(site: Site) -> None:
    def size(path: str) -> int:
        with urlopen(site.url + path) as answer:
            return len(gzip.compress(answer.read()))

    style = size("/static/css/site.css")
    scripts = sum(len(gzip.compress(script.encode())) for script in collected_scripts().values())
    assert style <= STYLE_BUDGET
    assert scripts <= SCRIPT_BUDGET
    assert size("/service-worker.js") <= WORKER_BUDGET
    for path in ("/vi/", site.versions["vi"].get_absolute_url()):
        assert size(path) + style + scripts <= PAGE_BUDGET


MOST_REQUESTS, MOST_SHIFT = 20, 0.01
WATCH_SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["vi", "ar"])
def test_nothing_moves_while_a_page_loads(
    open_page: Opener, site: Site, language: str, viewport: dict
) -> None:
    page = open_page("/en/about/", viewport=viewport)
    page.add_init_script(WATCH_SHIFTS)
    requests: list[str] = []
    page.on("request", lambda asked: requests.append(asked.url))
    paths = addresses(site, language)
    saved = {"id": "1", "url": paths["article"], "title": "Saved", "lang": "en", "dir": "ltr", "source": "Paper",
             "at": "2026-01-01T00:00:00Z"}  # fmt: skip
    page.evaluate("list => localStorage.setItem('saved', JSON.stringify(list))", [saved] * 3)
    for name in ("front", "article", "saved", "offline"):
        requests.clear()
        page.goto(site.url + paths[name], wait_until="networkidle")
        assert page.evaluate("window.shift") <= MOST_SHIFT, name
        assert 1 < len(requests) <= MOST_REQUESTS, name
