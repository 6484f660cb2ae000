"""Name in one sentence what a body is where a feed was expected: an error page, a login, a JavaScript challenge."""

import html
import re
from dataclasses import dataclass

from feeds.errors import ParseError
from feeds.normalise.sanitise import absolute_link

# Challenges are small; a longer page that sets a cookie is an ordinary page.
CHALLENGE_CHARACTERS = 30_000

CHALLENGE_SENTENCE = (
    "it is a JavaScript challenge instead of a feed: the site lets only browsers in; "
    "try again later or ask the publisher to let feed readers in"
)

# How much of the text is looked at.
MAX_CHARACTERS = 200_000

# HTML counts only near the beginning; further down it may be quoted.
_HEAD_CHARACTERS = 3000

_MAGIC = {b"%PDF": "a PDF file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture"}
_ARCHIVES = {b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "compressed data"}
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|script|title|meta|div|table|form)[\s>]", re.IGNORECASE
)
_CHALLENGE = re.compile(
    r"challenge-platform|cf[-_]chl|just a moment\.\.\.|checking your browser|ddos protection|slowaes|"
    r"please (?:enable|turn on) javascript|enable javascript and cookies|captcha|__jsl_clearance|"
    r"document\.cookie\s*=.*?location(?:\.reload|\.href|\.replace|\s*=)|"
    r"location(?:\.reload|\.href|\.replace).*?document\.cookie\s*=",
    re.IGNORECASE | re.DOTALL,
)
_PASSWORD = re.compile(r"<input[^<>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>(.{0,500}?)</title>", re.IGNORECASE | re.DOTALL)
_FEED_LINK = re.compile(r"<link[^<>]+application/(?:rss|atom|feed)\+(?:xml|json)[^<>]*>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
_SCRIPT = re.compile(r"\s*(?:var\s|let\s|const\s|function\b|\(function|window\.|document\.|eval\()")


@dataclass(frozen=True, slots=True)
class NonFeed:
    """Why a body is no feed: a sentence, and `ParseError.instead`."""

    sentence: str
    instead: str = ""


def not_a_feed(url: str, text: str, body: bytes) -> ParseError:
    """The error for a body that is no feed: what it is and what to do about it.

    `text` is the decoded body, stripped; `body` the bytes themselves.
    """
    found = non_feed_of(text, body, url=url)
    return ParseError(url, found.sentence, instead=found.instead)


def other_file(url: str, body: bytes) -> ParseError | None:
    """The error for a body that begins as a file of another kind, such as an image; None for what may be a feed."""
    name = _magic_of(body)
    return ParseError(url, f"it is {name}, not a feed; check the address") if name else None


def is_challenge(text: str) -> bool:
    """Tell whether a page is a JavaScript challenge that lets only browsers through."""
    return len(text) <= CHALLENGE_CHARACTERS and bool(_CHALLENGE.search(text))


def non_feed_of(text: str, body: bytes, *, url: str = "") -> NonFeed:
    """Name what arrived from `url` instead of a feed and what to do about it; see `not_a_feed`."""
    if _HTML.search(text[:_HEAD_CHARACTERS]) and not _magic_of(body):
        return _describe_page(text[:MAX_CHARACTERS], url)
    return NonFeed(_describe(text, body))


def _magic_of(body: bytes) -> str:
    found = (name for magic, name in {**_MAGIC, **_ARCHIVES}.items() if body.startswith(magic))
    return next(found, "")


def _describe(text: str, body: bytes) -> str:
    text = text[:MAX_CHARACTERS]
    if not text:
        return "the body is empty; ask the address again later, and switch the feed off if it stays so"
    if name := _magic_of(body):
        return f"it is {name}, not a feed; check the address"
    if text.startswith(("{", "[")):
        return "it looks like JSON but cannot be read, so it is no feed; check the address"
    if text.startswith("<"):
        return _describe_xml(text)
    if _SCRIPT.match(text):
        return "it is a script, not a feed; check the address"
    return f"it is plain text that begins with {_excerpt(text)}, not a feed; check the address"


def _describe_page(text: str, url: str) -> NonFeed:
    if is_challenge(text):
        return NonFeed(CHALLENGE_SENTENCE, "challenge")
    if _PASSWORD.search(text):
        return NonFeed("it is a login page, not a feed; use an address that needs no account", "login")
    title = _TITLE.search(text)
    named = f" titled {_excerpt(html.unescape(title[1]))}" if title and title[1].strip() else ""
    link = _FEED_LINK.search(text)
    href = _HREF.search(link[0]) if link else None
    named_feed = absolute_link(html.unescape(href[1]), url) if href else None
    advice = f"the page names this feed: {named_feed}" if named_feed else "look for a feed's address on it"
    return NonFeed(f"it is an HTML page{named}, not a feed; {advice}", "page")


def _describe_xml(text: str) -> str:
    start = _PROLOG.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    if root is None:
        return "it is damaged XML without a feed in it; check the address"
    return f"it is XML with the root element <{root[1][:60]}>, not a feed; check the address"


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= 60 else words[:60] + "…")
