"""Which of a feed's or an entry's links is its page, its origin, its hub or another document.

Atom (RFC 4287, 4.2.7), RSS 2.0 with atom:link, FeedBurner's and Pheedo's `origLink`.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import unescape

from feeds.web.addresses import absolute_url

_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
# Sounds, films, pictures and documents: software (feedgen 1.0) writes enclosures without their relation and type.
_FILE = re.compile(
    r"\.(?:mp3|m4a|aac|og[agv]|opus|wav|mp4|m4v|mov|webm|m3u8|jpe?g|png|gif|webp|avif|svg|pdf|docx?|xlsx?|zip)(?:[?#]|$)",
    re.IGNORECASE,
)
# RFC 4287, 4.2.7.2: a relation's name means the same as the IRI that ends in it.
_REGISTRY = re.compile(r"^https?://www\.iana\.org/assignments/(?:link-)?relations?/", re.IGNORECASE)
# What software writes where there is no address.
_NO_ADDRESS = re.compile(
    r"(?:n/?a|none|null|nil|undefined|false|true|0|unknown|tbd|no[ _-]?(?:link|url)|#|-+|about:blank)",
    re.IGNORECASE,
)
_RSS_LINK = re.compile(r"<link\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)\s*(?:\]\]>)?\s*</link", re.IGNORECASE)
_ORIGINAL = re.compile(r"<[\w.-]+:orig(?:inal)?-?link\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", re.IGNORECASE)


def page_link(node: Mapping[str, Any], base: str, *, raw: str = "", language: str = "") -> str | None:
    """The absolute address of an entry's or a feed's web page, or None.

    First comes the publisher's own address that a service for statistics replaced (`origLink`), then RSS's own
    `<link>`, then the alternates: HTML before other types, and of these the one in `language` (a BCP 47 tag).
    """
    if "rig" in raw and (found := _ORIGINAL.search(raw)) and (original := _address(unescape(found[1]), base)):
        return original
    if ":link" in raw and (found := _RSS_LINK.search(raw)) and (own := _address(unescape(found[1]), base)):
        return own
    alternates = [link for link in node.get("links") or () if "alternate" in relations_of(link)]
    if len(alternates) > 1:
        alternates.sort(key=lambda link: _rank(link, language))
    for link in alternates:
        if found_link := _address(link.get("href", ""), base):
            return found_link
    return None


def _rank(link: Mapping[str, str], language: str) -> tuple[bool, int, bool]:
    """Smaller is better. A link without a language is in that of the entry. The ending of an address counts last:
    feedparser gives the type of HTML to a link that states none."""
    its = link.get("hreflang", "").lower()
    other = 0 if its and its == language.lower() else 1 if not its else 3
    if other == 3 and language and its.partition("-")[0] == language.lower().partition("-")[0]:
        other = 0
    is_page = link.get("type", "").partition(";")[0].strip().lower() in _HTML_TYPES
    return not is_page, other, _FILE.search(link.get("href", "")) is not None


def related_link(node: Mapping[str, Any], relation: str, base: str) -> str | None:
    """The absolute address of the first link with this relation."""
    for link in node.get("links") or ():
        if relation in relations_of(link) and (found := _address(link.get("href", ""), base)):
            return found
    return None


def relations_of(link: Mapping[str, str]) -> frozenset[str]:
    """The names of a link's relations in small letters; "alternate" where it states none.

    Atom's `rel` holds one, but software writes several as HTML and RFC 8288 (3.3) have them ("external via").
    """
    stated = (link.get("rel") or "").split()
    return frozenset(_REGISTRY.sub("", one).lower() for one in stated) or frozenset({"alternate"})


def is_address(written: str) -> bool:
    """Whether a text can be an address at all, and is no word for "none" nor a sentence."""
    return bool(written) and not _NO_ADDRESS.fullmatch(written) and len(written.split()) == 1


def _address(written: str, base: str) -> str | None:
    written = "".join(written.splitlines()).strip()
    return absolute_url(written, base) if is_address(written) else None
