"""Sanitises untrusted HTML down to the project's allow-list (`articles.markup`).

The sanitiser is nh3 (ammonia). It parses as browsers do (WHATWG HTML) and serialises the tree that it checked, so a
browser builds the same tree.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar

import nh3

from articles.markup import (
    ATTRIBUTES,
    COUNTERPARTS,
    LINK_REL,
    LINK_SCHEMES,
    TAGS,
    WITHOUT_PROSE,
    allowed_value,
)
from feeds.web.addresses import absolute_url

# Real articles nest about 30 deep; browsers themselves stop at 512.
DEEPEST_NESTING = 256  # elements
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 - words in a row read better than a list
# nh3's time grows with the square of the character references in one text, and each ampersand becomes one; the
# longest articles have some hundreds.
MOST_REFERENCES = 10_000
# The parser closes these implicitly, and HTML may omit their end tags: counting them would make a long article deep.
_CLOSED_BY_PARSER = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^<>]*>)?", re.IGNORECASE)

# Renaming in the source is safe, as the sanitiser runs afterwards.
_TAG_WITH_COUNTERPART = re.compile(r"<(/?)(b|i|h1|h5|h6)(?=[\s/>])", re.IGNORECASE)

Rewrite = Callable[[str], str]


def _identity(url: str) -> str:
    return url


# The sanitiser is built once for all threads; what differs from call to call is in a context variable.
_link_context: ContextVar[tuple[str | None, Rewrite]] = ContextVar("link_context", default=(None, _identity))


def absolute_link(href: str, base_url: str | None) -> str | None:
    """Give the absolute http(s) or mailto address of a link, or None where it has none (relative without a base,
    another scheme, not an address at all). Resolution is that of RFC 3986."""
    # Browsers drop tabs and line ends inside an address (WHATWG URL), so "java\nscript:" must not pass as relative.
    address = href.strip()
    if not address.isprintable():
        address = "".join(ch for ch in address if ch >= " " and ch != "\x7f")
    if address[:7].lower() == "mailto:":
        return address if "@" in address.partition("?")[0] else None
    return absolute_url(address, base_url)


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        base_url, rewrite = _link_context.get()
        address = absolute_link(value, base_url)
        if address is None or address.lower().startswith("mailto:"):
            return address
        return rewrite(address)
    return allowed_value(attribute, value)


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(WITHOUT_PROSE),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_filter_attribute,
    url_schemes=set(LINK_SCHEMES),
    link_rel=LINK_REL,
    strip_comments=True,
)


def _flattened(html: str) -> str:
    """Drop the tags that nest deeper than `DEEPEST_NESTING`: nh3's time grows with the square of the depth. The result
    is still sanitised, so a tag misread here can cost text but never safety."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2].lower() in _VOID or match[2].lower() in _CLOSED_BY_PARSER:
            return match[0]
        if match[1]:
            depth = max(depth - 1, 0)
            return match[0] if depth < DEEPEST_NESTING else ""
        depth += 1
        return match[0] if depth <= DEEPEST_NESTING else ""

    return _ANY_TAG.sub(keep, html)


def sanitise(html: str, *, base_url: str | None, rewrite: Rewrite = _identity) -> str:
    """Give `html` with only the allow-list left: the tags in `TAGS`, `lang` and `dir`, spans of table cells, the
    first number of a list, and links made absolute against `base_url` (a link that cannot be made absolute loses its address, its text stays).

    `rewrite` maps each absolute http(s) link to the one to keep, for example without tracking parameters.
    Nothing is raised for any input; the time is linear in its length. Of more than `MOST_REFERENCES` ampersands those
    that follow become spaces.
    """
    named = _TAG_WITH_COUNTERPART.sub(lambda match: f"<{match[1]}{COUNTERPARTS[match[2].lower()]}", html)
    if named.count("&") > MOST_REFERENCES:
        *kept, rest = named.split("&", MOST_REFERENCES)
        named = "&".join(kept) + "&" + rest.replace("&", " ")
    if named.count("<") > DEEPEST_NESTING:
        named = _flattened(named)
    token = _link_context.set((base_url, rewrite))
    try:
        return _CLEANER.clean(named)
    finally:
        _link_context.reset(token)
