"""Nothing that readers wrote runs, nor breaks out of its line, even where no Content-Security-Policy stands in its way."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from articles.comments.models import Comment
from articles.comments.threads import COMMENTS_PER_PAGE
from tests.articles.comments.hostile import TEXTS
from tests.browser.conftest import PHONE
from tests.factories import NOON, make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TRAP = """
  window.trapped = 0;
  window.trap = () => { window.trapped += 1; };
  window.alert = window.trap;
"""

# What widens the page, where anything does.
STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 200));
}"""


def storable(text: str) -> str:
    """What a database can keep: the form refuses the others."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:3000] or "x"


def test_nothing_runs_and_nothing_breaks_out(chromium: Browser, live_server) -> None:
    article = make_article(language="vi", text="x", html="<p>x</p>")
    texts = [storable(text) for text in TEXTS]
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name=text[:60].strip() or "x",
            body=text,
            language="vi",
            state=Comment.State.APPROVED,
            sent_at=NOON + timedelta(minutes=number),
        )
        for number, text in enumerate(texts)
    )
    context = chromium.new_context(viewport=PHONE, bypass_csp=True)
    context.add_init_script(TRAP)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    address = live_server.url + article.get_absolute_url()
    pages = -(-len(texts) // COMMENTS_PER_PAGE)
    shown: list[str] = []
    for number in range(1, pages + 1):
        page.goto(f"{address}?comments={number}")
        shown += page.locator(".thread .comment-text").evaluate_all("all => all.map(one => one.textContent)")
        for element in page.locator(".thread a, .thread button").all()[:3]:
            element.hover()
        assert page.evaluate("window.trapped") == 0
        assert page.evaluate(STICKING_OUT) == []
        assert (
            page.locator(".thread script, .thread img, .thread iframe, .thread svg, .thread form").count()
            == 0
        )
    assert len(shown) == len(texts)

    def bare(text: str) -> str:
        # A browser drops no character but NUL; line breaks are elements.
        return "".join(text.split())

    assert [bare(one) for one in shown] == [bare(one) for one in texts]
    for text in TEXTS[::20]:
        page.goto(f"{live_server.url}/vi/search/?q={quote(text.encode('utf-8', 'replace'))}")
        assert page.evaluate("window.trapped") == 0
    context.close()
