"""What must hold of any bytes: a feed is stored or refused in a sentence, a comment stands on its page as text, and nothing
in either runs. Each target takes back what it stored."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.test import Client
from lxml import etree

from articles.comments.forms import CommentForm
from articles.comments.models import Comment
from articles.models import Article
from articles.pages import names
from feeds.errors import FeedError
from feeds.formats.kinds import KINDS, FeedKind, Listing
from feeds.knowledge import Knowledge, from_database
from feeds.models import Feed
from feeds.storing.intake import FeedDocument, store_entries
from tests.factories import NOON, make_article, make_feed

# A page's own scripts have an address or are data.
DATA_SCRIPTS = {"application/ld+json"}
# Where an address may stand that a browser follows, and which of them do something.
ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href")
RUNS = ("javascript:", "vbscript:", "data:text/html")
FEED_ADDRESS = "https://paper.example/feed"


def store_feed(body: bytes) -> None:
    """A feed's bytes → stored articles → their pages. The first byte chooses among the kinds of feeds."""
    kind = _kinds()[body[0] % len(_kinds())] if body else _kinds()[0]
    try:
        parsed = kind.read(Listing(body=body[1:], url=FEED_ADDRESS, selector="a"))
    except FeedError as error:
        if not error.message.strip():
            raise AssertionError("a refusal without a sentence") from error
        return
    with _taken_back():
        feed = make_feed(url=FEED_ADDRESS, kind=kind.name)
        (counted,) = store_entries([FeedDocument(feed, parsed)], knowledge=_knowledge(), now=lambda: NOON)
        assert not counted["fault"], f"an error of ours: {list(_reasons(feed))}"
        for article in Article.objects.published()[:3]:
            assert_nothing_runs(article.html)
            assert_nothing_runs(_page(article.get_absolute_url()))


def show_comment(body: bytes) -> None:
    """A comment's bytes, as a form takes them → the article's page and the feed of the conversation."""
    # As Django decodes what a form sends.
    name, _line, text = body.decode("utf-8", "replace").partition("\n")
    form = CommentForm({"name": name, "body": text})
    if not form.is_valid():
        return
    with _taken_back():
        article = make_article(language="vi", text="x", html="<p>x</p>")
        typed = {"name": form.cleaned_data["name"], "body": form.cleaned_data["body"]}
        comment = Comment.objects.create(
            article=article, language="vi", state=Comment.State.APPROVED, sent_at=NOON, **typed
        )
        page = _page(article.get_absolute_url())
        assert_nothing_runs(page)
        tree = BeautifulSoup(page, "lxml")
        shown = tree.select_one(".thread .comment-text")
        assert shown is not None, "the comment is not on its page"
        assert "".join(shown.get_text().split()) == "".join(comment.body.split())
        assert not shown.find_all(["script", "img", "iframe", "svg", "form", "style"])
        etree.fromstring(_page(f"/vi/story/{article.story_id}/comments.atom").encode())


TARGETS: Mapping[str, Callable[[bytes], None]] = {"feed": store_feed, "comment": show_comment}


def assert_nothing_runs(html: str) -> None:
    """No script but the page's own, no attribute and no address that does something."""
    for element in BeautifulSoup(html, "lxml").find_all(True):
        assert isinstance(element, Tag)
        if element.name == "script" and not str(element.get("src", "")).startswith("/static/"):
            assert element.get("type") in DATA_SCRIPTS, f"a script: {str(element)[:200]}"
            json.loads(element.string or "")
        for name, value in element.attrs.items():
            assert not name.lower().startswith("on"), f"an attribute that runs: {str(element)[:200]}"
            if name.lower() in ADDRESSES:
                plain = "".join(str(value).split()).lower()
                assert not plain.startswith(RUNS), f"an address that runs: {str(element)[:200]}"


@contextmanager
def _taken_back() -> Iterator[None]:
    """A block whose writes are taken back at its end."""
    names.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _page(address: str) -> str:
    answer = Client(SERVER_NAME="127.0.0.1").get(address)
    assert answer.status_code == 200, f"{answer.status_code} at {address}"
    return answer.content.decode()


def _reasons(feed: Feed) -> Iterator[str]:
    yield from feed.entries.exclude(reason="").values_list("reason", flat=True)


@cache
def _kinds() -> tuple[FeedKind, ...]:
    return tuple(KINDS)


@cache
def _knowledge() -> Knowledge:
    return from_database()
