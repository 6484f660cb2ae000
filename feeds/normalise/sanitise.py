"""Untrusted HTML becomes HTML that holds only the project's allow-list.

The cleaner is nh3 (ammonia), which parses as a browser does (WHATWG HTML) and writes what it parsed, so there is no
second reading in which a browser could see another tree than the one that was checked.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import urljoin, urlsplit

import nh3

TAGS = frozenset(
    "p h2 h3 h4 ul ol li blockquote table caption thead tbody tr th td figure figcaption a strong em sub sup br pre code".split()  # noqa: SIM905 - words in a row read better than a list
)
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
# The text inside these is program or form matter, never prose; it goes with its element.
_CONTENT_GOES_TOO = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "textarea",
    "select",
    "svg",
    "math",
    "title",
}
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
# Real articles nest about 30 deep; browsers themselves stop at 512.
DEEPEST_NESTING = 256  # elements
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905 - words in a row read better than a list
# The cleaner's time grows with the square of the references in one piece of text, and an ampersand is always written as
# one; the longest articles have some hundreds.
MOST_REFERENCES = 10_000
# The parser closes these by itself, so that they never nest without another element between, and HTML may leave their
# end tags out: counting them would take a long article for a deep one.
_CLOSED_BY_PARSER = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^<>]*>)?", re.IGNORECASE)
_LANGUAGE_TAG_CHARACTERS = 35  # RFC 5646 section 4.4.1: room for every registered form of a tag

# Presentational and out-of-range tags have a counterpart on the list. Renaming them in the source is safe because what
# comes out of the renaming is still checked by the cleaner.
_COUNTERPARTS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
_TAG_WITH_COUNTERPART = re.compile(r"<(/?)(b|i|h1|h5|h6)(?=[\s/>])", re.IGNORECASE)

Rewrite = Callable[[str], str]


def _identity(url: str) -> str:
    return url


# The cleaner is built once and shared by all threads; what differs from call to call travels in a context variable.
_link_context: ContextVar[tuple[str | None, Rewrite]] = ContextVar("link_context", default=(None, _identity))


def absolute_link(href: str, base_url: str | None) -> str | None:
    """Give the absolute http(s) or mailto address of a link, or None where it has none (relative without a base,
    another scheme, not an address at all). Resolution is that of RFC 3986."""
    # Browsers drop tabs and line ends inside an address (WHATWG URL), so "java\nscript:" must not pass as relative.
    address = "".join(ch for ch in href.strip() if ch >= " " and ch != "\x7f")
    try:
        joined = urljoin(base_url, address) if base_url else address
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme.lower() not in LINK_SCHEMES:
        return None
    if parts.scheme.lower() == "mailto":
        return joined if "@" in parts.path else None
    return joined if parts.netloc else None


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        base_url, rewrite = _link_context.get()
        address = absolute_link(value, base_url)
        if address is None or address.lower().startswith("mailto:"):
            return address
        return rewrite(address)
    if attribute == "rel":
        # Only the cleaner's own value comes here; the input's is not on the list.
        return value
    if attribute == "dir":
        return value.lower() if value.lower() in _DIRECTIONS else None
    if attribute in {"colspan", "rowspan"}:
        return value if value.isascii() and value.isdigit() and 1 < int(value[:4]) <= 100 else None
    plain = value.replace("-", "")
    return value if plain.isascii() and plain.isalnum() and len(value) <= _LANGUAGE_TAG_CHARACTERS else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_CONTENT_GOES_TOO,
    attributes={
        "*": {"lang", "dir"},
        "a": {"href"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    attribute_filter=_filter_attribute,
    url_schemes=set(LINK_SCHEMES),
    link_rel="nofollow noopener",
    strip_comments=True,
)


def _flattened(html: str) -> str:
    """Drop the tags that would nest deeper than any article does: the cleaner's time grows with the square of the
    depth. What remains is still cleaned, so a tag misread here can cost text but never safety."""
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
    """Give `html` with only the allow-list left: the tags in `TAGS`, `lang` and `dir`, spans of table cells, and
    links made absolute against `base_url` (a link that cannot be made absolute loses its address, its text stays).

    `rewrite` maps each absolute http(s) link to the one to keep, for example without tracking parameters.
    Nothing is raised for any input; the time is linear in its length. Of more than `MOST_REFERENCES` ampersands those
    that follow become spaces.
    """
    named = _TAG_WITH_COUNTERPART.sub(lambda match: f"<{match[1]}{_COUNTERPARTS[match[2].lower()]}", html)
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
