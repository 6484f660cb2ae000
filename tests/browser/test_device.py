"""What a device does for a reader: keeps articles to be read without a connection, and reads them aloud."""

import json

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.conftest import DESKTOP, PHONE, TITLES, Opener, Site
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Saving loads a page, a picture, an offline page and, the first time, the worker with all that it keeps.
SAVED_MILLISECONDS = 20_000


def save(page: Page) -> None:
    page.locator("[data-tool=save]").click()
    expect(page.locator("[data-says=saved]")).to_be_visible(timeout=SAVED_MILLISECONDS)
    expect(page.locator("[data-tool=save]")).to_have_attribute("aria-pressed", "true")


def lose_connection(page: Page) -> None:
    """Takes the network away, and with it what the browser keeps of pages for a minute: the worker alone is left."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)


def saved_on(page: Page) -> list[dict[str, str]]:
    return page.evaluate("JSON.parse(localStorage.getItem('saved') || '[]')")


def kept_by(page: Page) -> dict[str, list[str]]:
    """The paths in each of the browser's caches."""
    return page.evaluate(
        """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => [
            name, (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname).sort()
        ])))"""
    )


def wait_until_kept(page: Page, *, name: str, path: str, text: str | None) -> None:
    """Until the cache `name` has `text` in the page at `path`, or, for None, has no such page.

    Page.wait_for_function takes the promise that a cache answers with for a yes; evaluate waits for what it says.
    """
    for _ in range(100):
        kept = page.evaluate(
            """([name, path]) => caches.open(name).then((cache) => cache.match(path, { ignoreVary: true }))
                     .then((answer) => answer ? answer.text() : null)""",
            [name, path],
        )
        if (kept is None) if text is None else (text in (kept or "")):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"The cache {name!r} has not come to have {text!r} at {path}.")


def origin_of(article: Article) -> str:
    """Where the cache has an article: its address without the words, which change with its headline."""
    return f"/{article.language}/article/{article.pk}/"


# --- Saving and reading without a connection ---


@pytest.mark.parametrize("language", ["vi", "ar"])
def test_what_was_saved_can_be_read_without_a_connection_and_nothing_else(
    open_page: Opener, site: Site, language: str
) -> None:
    page = open_page(site.path(language), viewport=PHONE)
    save(page)
    lose_connection(page)
    page.set_viewport_size(DESKTOP)  # which asks for another width of the picture than the one that was kept
    page.goto(site.path(language))
    expect(page.locator("h1")).to_have_text(TITLES[language])
    style = page.locator(".beside h2").first.evaluate("one => getComputedStyle(one).borderTopStyle")
    assert style == "solid", "the style is there"
    page.wait_for_function("document.querySelector('.story-picture img').naturalWidth > 0")
    page.goto(site.path(language) + "?comments=2")
    expect(page.locator("h1")).to_have_text(TITLES[language])

    page.goto(site.url + site.others[language].get_absolute_url())
    with override(language):
        expect(page.locator("h1")).to_have_text(gettext("No connection"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(".saved-list").get_by_role("link", name=TITLES[language]).click()
    expect(page.locator("h1")).to_have_text(TITLES[language])
    page.goto(f"{site.url}/{language}/saved/")
    expect(page.locator(".saved-list").get_by_role("link", name=TITLES[language])).to_be_visible()


def test_the_offline_page_of_each_edition_that_was_visited_is_ready(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    save(page)
    page.goto(f"{site.url}/th/")
    wait_until_kept(page, name="offline", path="/th/offline/", text='lang="th"')
    lose_connection(page)
    page.goto(f"{site.url}/th/topic/")
    expect(page.locator("html")).to_have_attribute("lang", "th")


def test_with_a_connection_the_newest_is_shown_and_the_saved_copy_follows(
    open_page: Opener, site: Site
) -> None:
    page = open_page(site.path("en"))
    save(page)
    Article.objects.filter(pk=site.versions["en"].pk).update(title="A corrected headline")
    page.reload()
    expect(page.locator("h1")).to_have_text("A corrected headline")
    wait_until_kept(page, name="saved", path=origin_of(site.versions["en"]), text="A corrected headline")
    assert saved_on(page)[0]["title"] == "A corrected headline"
    lose_connection(page)
    for path in (page.url, site.path("en")):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("A corrected headline")


def test_a_saved_article_that_was_withdrawn_is_forgotten_when_it_is_opened(
    open_page: Opener, site: Site
) -> None:
    page = open_page(site.path("en"))
    save(page)
    Article.objects.filter(pk=site.versions["en"].pk).update(state=Article.State.WITHDRAWN)
    page.reload()
    expect(page.locator("h1")).to_have_text("Article withdrawn")
    wait_until_kept(page, name="saved", path=origin_of(site.versions["en"]), text=None)
    lose_connection(page)
    page.goto(site.path("en"))
    expect(page.locator("h1")).to_have_text("No connection")


def test_only_what_was_saved_and_what_it_needs_is_kept(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.evaluate("caches.open('shell-of-an-older-version')")
    save(page)
    page.goto(f"{site.url}/en/")
    page.goto(f"{site.url}/admin/login/")
    page.goto(f"{site.url}/en/search/?q=village")
    page.goto(site.path("en"))
    page.locator("#id_name").fill("Minh An")
    page.locator("#id_body").fill("Our village did the same.")
    page.locator("#comment-form button").first.click()
    expect(page.locator("[role=status]")).to_be_visible()
    page.goto(f"{site.url}/en/comment/on/{site.versions['en'].pk}/")
    kept = kept_by(page)
    [shell] = [name for name in kept if name.startswith("shell-")]
    assert all(path.startswith("/static/") for path in kept.pop(shell))
    picture = site.versions["en"].pictures.get()
    [file] = [path for path in kept["saved"] if path.startswith("/media/")]
    assert file in {picture.file_url(width, "webp") for width in picture.widths}
    assert kept == {
        "saved": sorted([origin_of(site.versions["en"]), file]),
        "offline": ["/en/offline/"],
    }


def test_styles_of_an_older_version_are_answered_with_those_of_today(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    save(page)
    page.reload()  # from here on the worker stands between page and network
    lose_connection(page)
    ask = "path => fetch(path).then(answer => answer.status, () => 0)"
    assert page.evaluate(ask, "/static/css/site.0123456789ab.css") == 200
    assert page.evaluate(ask, "/static/css/other.0123456789ab.css") == 0


def test_a_reader_who_saves_nothing_loads_no_worker(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    page.goto(f"{site.url}/en/saved/")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert kept_by(page) == {}


# --- When saving fails ---

NO_ROOM = """Cache.prototype.put = () => Promise.reject(new DOMException("Full", "QuotaExceededError"));"""
NO_STORAGE = (
    """Storage.prototype.setItem = () => { throw new DOMException("Full", "QuotaExceededError"); };"""
)


@pytest.mark.parametrize("fault", [NO_ROOM, NO_STORAGE], ids=["cache", "list"])
def test_a_device_without_room_says_so_and_keeps_nothing(open_page: Opener, site: Site, fault: str) -> None:
    page = open_page("/en/")
    page.add_init_script(fault)
    page.goto(site.path("en"))
    button = page.locator("[data-tool=save]")
    button.click()
    expect(page.locator(".tools [data-says=no-room]")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert saved_on(page) == []
    assert kept_by(page)["saved"] == []


def test_saving_without_a_connection_says_so(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    lose_connection(page)
    page.locator("[data-tool=save]").click()
    expect(page.locator("[data-says=unreached]")).to_be_visible()
    expect(page.locator("[data-tool=save]")).to_have_attribute("aria-pressed", "false")
    assert saved_on(page) == []
    page.context.set_offline(False)
    save(page)
    expect(page.locator("[data-says=unreached]")).to_be_hidden()


def test_nothing_falls_out_of_a_full_list_by_itself(open_page: Opener, site: Site) -> None:
    page = open_page("/en/")
    many = [
        {"id": f"x{number}", "url": f"/en/article/{number}/x/", "title": f"Article {number}", "lang": "en",
         "dir": "ltr", "source": "Paper", "at": "2026-01-01T00:00:00Z", "picture": ""}
        for number in range(100)
    ]  # fmt: skip
    page.evaluate("list => localStorage.setItem('saved', list)", json.dumps(many))
    page.goto(site.path("en"))
    page.locator("[data-tool=save]").click()
    expect(page.locator("[data-says=full]")).to_be_visible()
    assert len(saved_on(page)) == 100
    page.locator("[data-says=full] a").click()
    expect(page.locator(".saved-list li")).to_have_count(100)


# --- The list ---


def test_the_list_shows_the_newest_first_and_lets_each_go(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("vi"))
    for language in ("vi", "ar", "th"):
        page.goto(site.path(language))
        save(page)
    page.locator("[data-says=saved] a").click()
    expect(page).to_have_url(f"{site.url}/th/saved/")
    headlines = page.locator(".saved-list .headline")
    expect(headlines).to_have_text([TITLES["th"], TITLES["ar"], TITLES["vi"]])
    expect(headlines.nth(1)).to_have_attribute("lang", "ar")
    expect(headlines.nth(1)).to_have_attribute("dir", "rtl")
    buttons = page.locator(".saved-list button")
    buttons.nth(1).click()
    expect(headlines).to_have_text([TITLES["th"], TITLES["vi"]])
    expect(page.locator(".saved-list [role=status] [data-says=removed]")).to_be_visible()
    expect(buttons.nth(1)).to_be_focused()
    page.reload()
    expect(headlines).to_have_text([TITLES["th"], TITLES["vi"]])
    buttons.nth(1).click()
    buttons.nth(0).click()
    expect(page.locator("[data-says=empty]")).to_be_visible()
    expect(page.locator("main")).to_be_focused()
    assert kept_by(page)["saved"] == []
    page.locator("[data-says=empty] a").click()
    expect(page).to_have_url(f"{site.url}/th/")


@pytest.mark.parametrize(
    ("edition", "day"),
    [("vi", "9 tháng 7, 2026"), ("th", "9 กรกฎาคม 2569"), ("lo", "09/07/2026"), ("km", "09/07/2026")],
)
def test_the_list_has_no_months_of_another_language(
    open_page: Opener, site: Site, edition: str, day: str
) -> None:
    page = open_page(f"{site.url}/{edition}/saved/")
    one = {"id": "1", "url": "/vi/article/1/", "title": "Mùa gặt", "at": "2026-07-09T05:00:00Z"}
    page.evaluate("list => localStorage.setItem('saved', list)", json.dumps([one]))
    page.reload()
    expect(page.locator(".saved-list time")).to_have_text(day)


def test_an_article_can_be_let_go_on_its_own_page(open_page: Opener, site: Site) -> None:
    page = open_page(site.path("en"))
    save(page)
    page.reload()
    expect(page.locator("[data-tool=save]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-tool=save]").click()
    expect(page.locator(".tools [data-says=removed]")).to_be_visible()
    expect(page.locator("[data-tool=save]")).to_have_attribute("aria-pressed", "false")
    assert (saved_on(page), kept_by(page)["saved"]) == ([], [])


def test_a_picture_that_two_saved_articles_show_goes_with_the_last_of_them(
    open_page: Opener, site: Site
) -> None:
    page = open_page(site.path("en"))
    for language in ("en", "vi"):
        page.goto(site.path(language))
        save(page)
    page.locator("[data-tool=save]").click()
    expect(page.locator(".tools [data-says=removed]")).to_be_visible()
    kept = kept_by(page)["saved"]
    assert origin_of(site.versions["en"]) in kept
    assert len(kept) == 2


DAMAGED = [
    "{",
    "null",
    "3",
    '[null, {"id": "1", "url": "javascript:alert(1)"}, {"id": "2", "url": "//evil.example/"}]',
]


@pytest.mark.parametrize("value", DAMAGED)
def test_a_damaged_list_is_an_empty_one(open_page: Opener, site: Site, value: str) -> None:
    page = open_page("/en/")
    page.evaluate("value => localStorage.setItem('saved', value)", value)
    page.goto(f"{site.url}/en/saved/")
    expect(page.locator("[data-says=empty]")).to_be_visible()
    page.goto(site.path("en"))
    save(page)


def test_without_scripts_the_list_says_what_it_needs_and_nothing_leads_there(open_page: Opener) -> None:
    page = open_page("/en/saved/", java_script_enabled=False)
    expect(page.locator(".saved-list noscript .notice")).to_be_visible()
    expect(page.locator(".footer a[href='/en/saved/']")).to_be_hidden()


def test_a_browser_that_cannot_keep_anything_says_so(open_page: Opener, site: Site) -> None:
    page = open_page("/en/")
    page.add_init_script("delete window.caches;")
    page.goto(f"{site.url}/en/saved/")
    expect(page.locator("[data-says=unusable]")).to_be_visible()
    page.goto(site.path("en"))
    expect(page.locator("[data-tool=save]")).to_be_hidden()


# --- Reading aloud ---

# An engine as browsers have it, whose voices come late and whose speech ends when the test says so.
SPEECH = """
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = {
    voices: [], said: [], listeners: [], current: null,
    getVoices() { return this.voices; },
    addEventListener(name, listener) { if (name === "voiceschanged") this.listeners.push(listener); },
    bring(voices) { this.voices = voices; this.listeners.forEach((listener) => listener()); },
    speak(utterance) { this.current = utterance; this.said.push(utterance.text); },
    finish() { const one = this.current; this.current = null; one.onend(); },
    cancel() {
      const one = this.current;
      this.current = null;
      if (!one) return;
      sessionStorage.setItem("cancelled", one.text);
      one.onerror({ error: "interrupted" });
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
"""


def voices(*tags: str, local: bool = True) -> list[dict[str, object]]:
    return [{"lang": tag, "localService": local, "name": tag} for tag in tags]


def hear(open_page: Opener, site: Site, article: Article) -> Page:
    page = open_page("/en/")
    page.add_init_script(SPEECH)
    page.goto(site.url + article.get_absolute_url())
    return page


def bring(page: Page, found: list[dict[str, object]]) -> None:
    page.evaluate("voices => speechSynthesis.bring(voices)", found)


def said(page: Page) -> list[str]:
    return page.evaluate("speechSynthesis.said")


def test_reading_aloud_is_offered_when_the_device_has_a_voice_and_nothing_moves(
    open_page: Opener, site: Site
) -> None:
    page = hear(open_page, site, site.versions["vi"])
    button = page.locator("[data-tool=aloud]")
    expect(button).to_be_hidden()
    before = page.locator(".story-picture").bounding_box()
    bring(page, voices("en-US", "ar-EG"))
    expect(button).to_be_hidden()
    bring(page, voices("vi-VN", local=False))
    expect(button).to_be_hidden()
    bring(page, voices("vi-VN"))
    expect(button).to_be_visible()
    assert page.locator(".story-picture").bounding_box() == before


VOICES = {
    "with a place": ("vi", ["en-US", "vi-VN"], "vi-VN"),
    "as phones write it": ("ar", ["en_GB", "ar_EG"], "ar_EG"),
    "traditional Chinese": ("zh-hant", ["zh-CN", "zh-TW"], "zh-TW"),
    "simplified Chinese": ("zh-hans", ["zh-TW", "zh-CN"], "zh-CN"),
    "the exact one": ("pt-br", ["pt-PT", "pt-BR"], "pt-BR"),
    "a longer code that begins alike": ("fi", ["fil-PH"], None),
}


@pytest.mark.parametrize(("language", "found", "chosen"), VOICES.values(), ids=VOICES.keys())
def test_the_voice_is_one_of_the_articles_language(
    open_page: Opener, site: Site, language: str, found: list[str], chosen: str | None
) -> None:
    page = hear(open_page, site, make_article(language=language, title="Na Mau"))
    bring(page, voices(*found))
    button = page.locator("[data-tool=aloud]")
    if chosen is None:
        expect(button).to_be_hidden()
        return
    button.click()
    assert page.evaluate("speechSynthesis.current.voice.lang") == chosen
    assert page.evaluate("speechSynthesis.current.lang") == language


def test_an_article_is_read_from_its_title_to_its_end(open_page: Opener, site: Site) -> None:
    sentences = [
        f"Sentence {number} tells how the village built its road in a season." for number in range(6)
    ]
    article = make_article(
        title="Na Mau builds a road",
        lead="The lead.",
        html=f"<p>{' '.join(sentences)}</p><h3>Why</h3><ul><li>One</li><li>Two</li></ul>",
    )
    page = hear(open_page, site, article)
    bring(page, voices("en-GB"))
    button = page.locator("[data-tool=aloud]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    while page.evaluate("Boolean(speechSynthesis.current)"):
        page.evaluate("speechSynthesis.finish()")
    spoken = said(page)
    assert spoken[:2] == ["Na Mau builds a road", "The lead."]
    assert spoken[-3:] == ["Why", "One", "Two"]
    assert " ".join(piece.strip() for piece in spoken[2:-3]) == " ".join(sentences)
    assert len(spoken[2:-3]) > 1
    assert max(map(len, spoken)) <= 200
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-tool=aloud-pause]")).to_be_hidden()


def test_reading_pauses_goes_on_and_stops(open_page: Opener, site: Site) -> None:
    page = hear(open_page, site, make_article(title="Title", lead="Lead", html="<p>Text</p>"))
    bring(page, voices("en-GB"))
    button, pause = page.locator("[data-tool=aloud]"), page.locator("[data-tool=aloud-pause]")
    expect(pause).to_be_hidden()
    button.click()
    page.evaluate("speechSynthesis.finish()")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("speechSynthesis.current") is None
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "false")
    assert said(page) == ["Title", "Lead", "Lead"], "the piece that was interrupted is begun again"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(pause).to_be_hidden()
    assert page.evaluate("speechSynthesis.current") is None
    button.click()
    assert said(page)[-1] == "Title"


def test_reading_ends_when_the_reader_leaves(open_page: Opener, site: Site) -> None:
    page = hear(open_page, site, make_article(title="Title", lead="Lead"))
    bring(page, voices("en-GB"))
    page.locator("[data-tool=aloud]").click()
    page.goto(f"{site.url}/en/topic/")
    assert page.evaluate("sessionStorage.getItem('cancelled')") == "Title"


def test_an_engine_that_fails_leaves_the_button_as_it_was(open_page: Opener, site: Site) -> None:
    page = hear(open_page, site, make_article(title="Title"))
    bring(page, voices("en-GB"))
    page.locator("[data-tool=aloud]").click()
    page.evaluate("speechSynthesis.current.onerror({ error: 'synthesis-failed' })")
    expect(page.locator("[data-tool=aloud]")).to_have_attribute("aria-pressed", "false")
