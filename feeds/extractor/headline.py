"""The headline of a page, without the name of the site that pages add to it."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.normalise.inline import key_of, plain

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:>]{1,2}\s+|\s*[|_｜]\s*")
LONGEST_TITLE = 400  # characters
LONGEST_SITE_NAME = 6  # words
FEWEST_HEADLINE_WORDS = 4


def find_title(tree: HtmlElement, metadata: Metadata, url: str | None) -> str:
    """Give the article's title: the h1 that the head's titles confirm, else the head's own, site name removed.
    Empty where the page has none."""
    names = _site_names(metadata, url)
    headings = _headings(tree)
    told = [key_of(text) for text in (metadata.headline, metadata.og_title, metadata.page_title) if text]
    confirmed = [
        heading
        for heading in headings
        if (wanted := key_of(heading)) not in names
        and any(wanted in text or (len(text) > 15 and text in wanted) for text in told)
    ]
    if confirmed:
        return _without_site(max(confirmed, key=len), names)
    alone = len(headings) == 1 and not metadata.og_title and not metadata.headline
    if alone and _may_be_of_the_site(metadata.page_title, headings[0]):
        # Old content systems give every page the same <title>: the names of site and section.
        return headings[0]
    for candidate in (metadata.og_title, metadata.headline, metadata.page_title):
        short = _without_site(candidate, names)
        if candidate and not metadata.og_title and not metadata.headline and short == candidate:
            short = _without_last_part(candidate)
        if short and key_of(short) not in names:
            return short
    return next((heading for heading in headings if key_of(heading) not in names), metadata.page_title)


def _may_be_of_the_site(title: str, heading: str) -> bool:
    """Whether a `<title>` that has nothing of the heading may be that of the whole site: it is none, has several parts,
    or is shorter than a headline where the heading is not."""
    short = len(title.split()) < FEWEST_HEADLINE_WORDS <= len(heading.split())
    return not title or short or bool(_SEPARATOR.search(title))


def _headings(tree: HtmlElement) -> list[str]:
    """The texts of the h1 elements; not those that hold the site's logo or lead to its front page."""
    texts: list[str] = []
    for h1 in tree.iter("h1"):
        text = plain(" ".join(h1.itertext()))
        logo = re.search(
            r"logo|site-?(?:name|title)|brand", f"{h1.get('class') or ''} {h1.get('id') or ''}", re.IGNORECASE
        )
        home = any((link.get("href") or "").rstrip("/") in {"", "/", "#"} for link in h1.iter("a"))
        if key_of(text) and len(text) <= LONGEST_TITLE and not logo and not home:
            texts.append(text)
    return texts


def _site_names(metadata: Metadata, url: str | None) -> set[str]:
    try:
        host = (urlsplit(url or metadata.canonical or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = {key_of(part) for part in host.split(".")[:-1] if len(part) > 2} | {key_of(host)}
    return {name for name in labels | {key_of(metadata.publisher)} if name}


def _without_site(title: str, names: set[str]) -> str:
    """Cut the site's name, and sections before it, from the end (or the start) of a title. Only a part that is
    a known name of the site is cut; after `|` or `_`, which headlines hardly use, a short part is cut too."""
    pieces = list(_SEPARATOR.finditer(title))
    for place in pieces:
        tail = title[place.end() :]
        parts = [key_of(part) for part in _SEPARATOR.split(tail)]
        known = bool(parts) and (parts[-1] in names or any(_is_name(part, names) for part in parts))
        bar = (
            place[0].strip() in {"|", "_", "｜"}
            and len(tail.split()) <= LONGEST_SITE_NAME
            and len(key_of(tail)) < 40
        )
        if (known or bar) and len(key_of(title[: place.start()])) >= 8 and len(tail) < 60 + len(title) // 4:
            return title[: place.start()].strip()
    if pieces and key_of(title[: pieces[0].start()]) in names:
        return title[pieces[0].end() :].strip()
    return title


def _without_last_part(title: str) -> str:
    """Cut the last part of a `<title>` that nothing else explains, where it is as short as a site's name and what
    stays is as long as a headline."""
    pieces = list(_SEPARATOR.finditer(title))
    if not pieces:
        return title
    head, tail = title[: pieces[-1].start()], title[pieces[-1].end() :]
    return head.strip() if len(head.split()) >= FEWEST_HEADLINE_WORDS and len(tail.split()) <= 3 else title


def _is_name(part: str, names: set[str]) -> bool:
    return len(part) > 3 and any(
        part == name or (len(name) > 4 and name in part and len(part) < 2 * len(name) + 8) for name in names
    )
