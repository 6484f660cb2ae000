"""A page that lists articles → `ParsedFeed`, by an editor's CSS selector (Selectors Level 4, as soupsieve reads them)."""

import json
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from feeds.errors import ParseError
from feeds.formats.decode import decode_page
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.not_a_feed import CHALLENGE_SENTENCE, is_challenge
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.plain_title import plain_title
from feeds.web.addresses import absolute_url

if TYPE_CHECKING:  # loaded where a page is read: these libraries take four megabytes
    from bs4 import BeautifulSoup, Tag

LIST_PAGE_VERSION = "list-page"
# Pages list 20 to 60 articles; a selector that matches more matches the site's menu too.
MAX_ENTRIES = 100
# How many elements around a headline are searched for its date.
BOXES_AROUND = 3

# Simple selectors take half a second on the largest pages; with “~” or “:has” the time grows with the square of the
# page.
SELECTION_SECONDS = 5.0

_NOT_A_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|mp3|mp4|jpe?g|png|gif|webp|svg)$", re.IGNORECASE
)
_HEADINGS = "h1, h2, h3, h4, h5"


def selector_error(selector: str) -> str | None:
    """What is wrong with a CSS selector, in one sentence; None where it can be used."""
    if not selector.strip():
        return "A list page needs a CSS selector that names its headlines, such as “.article h3 a”."
    import soupsieve
    from soupsieve import SelectorSyntaxError

    try:
        soupsieve.compile(selector)
    except (SelectorSyntaxError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return f"This is not a valid CSS selector ({reason}); an example is “.article h3 a”."
    return None


def parse_list_page(
    body: bytes, *, url: str, selector: str, declared_charset: str | None = None
) -> ParsedFeed:
    """The articles that a page lists, in its order.

    `selector` names the links themselves, or one box an article. A link counts when it leads to another page of the
    same host and has words; its date is a `<time>` beside it. Raises `ParseError` where the selector is wrong or
    nothing that it names is such a link.
    """
    wrong = selector_error(selector)
    if wrong:
        raise ParseError(url, wrong)
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(decode_page(body, declared_charset, where=url), "lxml")
    base = _base(soup, url)
    boxes = _selected(soup, selector, url)
    if not boxes:
        if is_challenge(body.decode("utf-8", "replace")):
            sentence = CHALLENGE_SENTENCE.replace("a feed:", "a list of articles:")
            raise ParseError(url, sentence, instead="challenge")
        raise ParseError(
            url, f"the selector “{selector}” names nothing on this page; compare it with the page"
        )
    named = {id(box) for box in boxes}
    entries: dict[str, ParsedEntry] = {}
    for box in boxes:
        entry = _entry(box, named, url, base)
        if entry:
            entries.setdefault(entry.identity, entry)
    if not entries:
        raise ParseError(
            url,
            f"the selector “{selector}” names {len(boxes)} elements, but no link with words to this site's pages",
        )
    html = soup.find("html")
    return ParsedFeed(
        version=LIST_PAGE_VERSION,
        title=plain_title(soup.title.get_text(" ") if soup.title else ""),
        language=_attribute(html, "lang") or None,
        link=url,
        entries=tuple(entries.values()),
    )


def _selected(soup: "BeautifulSoup", selector: str, url: str) -> list["Tag"]:
    """The first elements that the selector matches, in document order. Raises `ParseError` after SELECTION_SECONDS."""
    import soupsieve

    compiled, found = soupsieve.compile(selector), []
    until = time.monotonic() + SELECTION_SECONDS
    for element in soup.find_all(True):
        if compiled.match(element):
            found.append(element)
        if len(found) == MAX_ENTRIES:
            break
        if time.monotonic() > until:
            raise ParseError(
                url,
                f"the selector takes longer than {SELECTION_SECONDS:g} seconds on this page; make it simpler",
            )
    return found


def _entry(box: "Tag", named: set[int], url: str, base: str) -> ParsedEntry | None:
    links = [box] if box.name == "a" else box.find_all("a", href=True)
    pages = [(link, address) for link in links if (address := _page_address(link, url, base))]
    if not pages:
        return None
    # A picture and a headline often link to the same page: the link with words is taken.
    link, address = max(pages, key=lambda page: (page[0].find_parent(["h1", "h2", "h3", "h4", "h5"]) is not None,
                                                 len(_words(page[0])) > 0))  # fmt: skip
    title = _title(link, box)
    if not any(character.isalpha() for character in title):
        return None
    date = _date(link, box, named)
    kept = {"id": address, "url": address, "title": title, "date_published": date}
    return ParsedEntry(
        identity=address,
        link=address,
        title=title,
        published_raw=date,
        published_parsed=certain_time(date),
        base_url=address,
        # In the form of a JSON Feed item, which `kept_input` can read again.
        raw=json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False),
    )


def _page_address(link: "Tag", url: str, base: str) -> str | None:
    """The absolute address of a link to another page of the host of `url`, without its fragment; `base` is the page's
    base address."""
    address = urldefrag(absolute_url(_attribute(link, "href"), base) or "").url
    parts = urlsplit(address)
    if not address or _host(parts.hostname) != _host(urlsplit(url).hostname):
        return None
    if not parts.path.strip("/") and not parts.query:
        return None
    if _NOT_A_PAGE.search(parts.path) or address == urldefrag(url).url:
        return None
    return address


def _title(link: "Tag", box: "Tag") -> str:
    """The heading inside the link, else the link's words, else what its `title` says, else the box's heading."""
    for element in (link.select_one(_HEADINGS), link):
        if element and (words := _words(element)):
            return words
    said = plain_title(_attribute(link, "title"))
    heading = box.select_one(_HEADINGS)
    return said or (_words(heading) if heading else "")


def _words(element: "Tag") -> str:
    """The text of an element without the dates that stand inside it."""
    pieces = (piece for piece in element.strings if piece.find_parent(["time", "script", "style"]) is None)
    return " ".join(" ".join(pieces).split())


def _date(link: "Tag", box: "Tag", named: set[int]) -> str:
    """The time in the box, else in the elements around it that hold no other article."""
    from bs4 import Tag

    for element in _outwards(link, box, named):
        written = element if element.name == "time" else element.find("time")
        if isinstance(written, Tag):
            return _attribute(written, "datetime").strip() or " ".join(written.get_text(" ").split())
    return ""


def _outwards(link: "Tag", box: "Tag", named: set[int]) -> Iterable["Tag"]:
    yield link
    yield box
    around = box.parent
    for _number in range(BOXES_AROUND):
        if around is None or around.name in {"body", "html", "[document]"}:
            return
        if sum(id(element) in named for element in around.find_all(True)) > 1:
            return
        yield around
        around = around.parent


def _base(soup: "BeautifulSoup", url: str) -> str:
    return absolute_url(_attribute(soup.find("base", href=True), "href"), url) or url


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


def _attribute(element: object, name: str) -> str:
    from bs4 import Tag

    value = element.get(name) if isinstance(element, Tag) else None
    return value if isinstance(value, str) else ""
