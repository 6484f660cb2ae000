"""No page of the readers or the desk breaks the policies that the site gives browsers, and browsers do enforce them."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.conftest import Site
from tests.browser.test_desk import signed_in
from tests.factories import make_feed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a page's own scripts and markup were refused; told to the test at once, as the next page forgets it.
REPORT = """document.addEventListener("securitypolicyviolation", (event) => {
  window.refused(`${location.pathname}: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});"""

STRANGE_PICTURE = """new Promise((resolve) => {
  document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
  document.body.append(Object.assign(document.createElement("img"), { src: "http://other.example/" }));
})"""


def reporting(context: BrowserContext) -> list[str]:
    refused: list[str] = []
    context.expose_function("refused", lambda line: refused.append(line))
    context.add_init_script(REPORT)
    return refused


def walked(page: Page, addresses: list[str]) -> None:
    """Opens each page, and what opens on it."""
    for address in addresses:
        answer = page.goto(address)
        assert answer, address
        assert answer.status == 200, address
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def test_readers_pages_break_no_policy(chromium: Browser, site: Site) -> None:
    article, story = site.versions["vi"], site.story.pk
    first, second = article.pk, site.versions["ar"].pk
    places = ["/vi/", "/ar/", "/vi/search/?q=Mẫu", "/vi/topic/", "/vi/place/", "/vi/archive/", "/vi/saved/"]
    places += [f"/vi/source/{site.source}/", "/vi/glossary/", f"/vi/story/{story}/"]
    places += [
        f"/vi/story/{story}/compare/{first}/{second}/",
        f"/vi/report/on/{first}/",
        f"/vi/comment/on/{first}/",
    ]
    context = chromium.new_context()
    refused = reporting(context)
    page = context.new_page()
    walked(page, [site.path("vi"), *(site.url + place for place in places)])
    page.goto(site.path("vi"))
    # Saving registers the service worker, the one place where a text becomes a script's address.
    page.locator("[data-tool=save]").first.click()
    page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => Boolean(one))")
    assert refused == []
    # The same ears hear what is refused.
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    assert page.evaluate(STRANGE_PICTURE) == "img-src"
    assert [line for line in refused if "require-trusted-types-for" in line]
    context.close()


def test_the_desk_breaks_no_policy(chromium: Browser, site: Site) -> None:
    context = signed_in(chromium, site.url, "chief")
    refused = reporting(context)
    article = site.versions["vi"]
    make_feed(source=article.source)
    places = [reverse("admin:index"), reverse("admin:two_factor")]
    lists = ("articles_article", "articles_feature", "comments_comment")
    lists += ("feeds_feed", "desk_act")
    places += [reverse(f"admin:{name}_changelist") for name in lists]
    places += [reverse("admin:articles_article_change", args=[article.pk]), reverse("admin:feeds_feed_add")]
    places += [
        reverse("admin:articles_story_change", args=[site.story.pk]),
        reverse("admin:articles_topic_add"),
    ]
    walked(context.new_page(), [site.url + place for place in places])
    assert refused == []
    context.close()
