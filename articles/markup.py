"""The HTML of articles: the one list of elements and attributes that the site lets through.

Reading feeds and pages (`feeds.normalise.sanitise`), the desk's form and its editor all go by it.
"""

import re
from typing import Any

import nh3

TAGS = frozenset(
    "p h2 h3 h4 ul ol li blockquote table caption thead tbody tr th td figure figcaption a strong em sub sup br pre code".split()  # noqa: SIM905 - words in a row read better than a list
)
# Of elements by name; those of "*" may stand on each.
ATTRIBUTES = {
    "*": frozenset({"lang", "dir"}),
    "a": frozenset({"href"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
# What every link of an article says of where it leads.
LINK_REL = "nofollow noopener"
# The content of these elements is code or form controls, never prose; it is removed with them.
WITHOUT_PROSE = frozenset(
    "script style noscript template iframe object textarea select svg math title".split()  # noqa: SIM905 - words in a row read better than a list
)
# Tags that are replaced by one of the list.
COUNTERPARTS = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
MOST_CELLS_SPANNED = 100
# The number at which a list goes on, after a picture or a paragraph; from 1 it needs none.
_START = re.compile(r"(?!1\Z)-?[0-9]{1,4}")
_LANGUAGE_TAG_CHARACTERS = 35  # RFC 5646 section 4.4.1: room for every registered form of a tag


def allowed_value(attribute: str, value: str) -> str | None:
    """The value that an attribute of the list keeps, None where it is dropped. Of addresses the scheme was checked."""
    if attribute in {"href", "rel"}:
        # The second is the sanitiser's own value: of the input it is not on the list.
        return value
    if attribute == "dir":
        return value.lower() if value.lower() in _DIRECTIONS else None
    if attribute == "start":
        return value if _START.fullmatch(value) else None
    if attribute in {"colspan", "rowspan"}:
        is_number = value.isascii() and value.isdigit()
        return value if is_number and 1 < int(value[:4]) <= MOST_CELLS_SPANNED else None
    plain = value.replace("-", "")
    return value if plain.isascii() and plain.isalnum() and len(value) <= _LANGUAGE_TAG_CHARACTERS else None


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    return allowed_value(attribute, value)


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(WITHOUT_PROSE),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_allowed_value,
    url_schemes=set(LINK_SCHEMES),
    link_rel=LINK_REL,
    strip_comments=True,
)


def cleaned(html: str) -> str:
    """What an editor typed, with only what the site shows. Links keep their address as it was typed."""
    return _CLEANER.clean(html)


def rules() -> dict[str, Any]:
    """The list as the desk's editor reads it, of which it makes what it can hold."""
    return {
        "tags": sorted(TAGS),
        "attributes": {tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        "schemes": sorted(LINK_SCHEMES),
        "rel": LINK_REL,
        "directions": sorted(_DIRECTIONS),
        "withoutProse": sorted(WITHOUT_PROSE),
        "counterparts": COUNTERPARTS,
    }
