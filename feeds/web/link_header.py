"""The Link header (RFC 8288): a document's links to others, outside of its body. Pure; what is malformed is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin

# A relation's name means the same as the IRI that ends in it (RFC 4287, 4.2.7.2; the registry's own addresses).
_REGISTRY = re.compile(r"^https?://www\.iana\.org/assignments/(?:link-)?relations?/", re.IGNORECASE)
_TARGET = re.compile(r"[\s,]*<([^<>]*)>")
# Values are tokens or quoted strings; in a quoted string a backslash quotes the next character.
_PARAMETER = re.compile(
    r"\s*;\s*(?:([\w!#$&+.^`|~-]+\*?)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^\s\",;]*)))?)?"
)
_QUOTED_PAIR = re.compile(r"\\(.)")
# RFC 8187: charset'language'percent-encoded.
_EXTENDED = re.compile(r"([\w-]*)'[\w-]*'(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One link. `target` and `anchor` are as sent; `anchor` is the resource that the link is about, empty where that is
    the document itself. `relations` are in small letters, `media_type` too."""

    target: str
    relations: tuple[str, ...] = ()
    anchor: str = ""
    media_type: str = ""
    title: str = ""
    language: str = ""


def links_of(header: str) -> Iterator[HeaderLink]:
    """The links of one or more Link headers, joined by commas, in their order."""
    header = header.replace("\0", "")
    place = 0
    while found := _TARGET.match(header, place):
        parameters, place = _parameters(header, found.end())
        yield HeaderLink(
            target=found[1].strip(),
            relations=tuple(_REGISTRY.sub("", one).lower() for one in parameters.get("rel", "").split()),
            anchor=parameters.get("anchor", "").strip(),
            media_type=parameters.get("type", "").partition(";")[0].strip().lower(),
            title=parameters.get("title*") or parameters.get("title", ""),
            language=parameters.get("hreflang", ""),
        )
        # What is no parameter of a link is passed over, up to the next link.
        place = _next_link(header, place)


def own_links(header: str, url: str) -> Iterator[HeaderLink]:
    """The links that are about the document at `url`: those of other anchors are left out (RFC 8288, 3.2)."""
    for link in links_of(header):
        if not link.anchor or (url and _resolved(link.anchor, url) == urldefrag(url).url):
            yield link


def link_target(header: str, rel: str, *, url: str = "") -> str:
    """The first target with this relation of the document at `url`, as sent; empty where there is none."""
    return next((link.target for link in own_links(header, url) if rel in link.relations), "")


def _resolved(anchor: str, url: str) -> str:
    """The anchor as an absolute address. One with a fragment is a part of the document, not the document."""
    try:
        return urljoin(url, anchor)
    except ValueError:
        return ""


def _parameters(header: str, place: int) -> tuple[dict[str, str], int]:
    """The parameters from `place` on, of each name the first (RFC 8288, 3.3 and 3.4), and where they end."""
    parameters: dict[str, str] = {}
    while found := _PARAMETER.match(header, place):
        place = found.end()
        name, quoted, token = found[1], found[2], found[3]
        if name:
            value = _QUOTED_PAIR.sub(r"\1", quoted) if quoted is not None else token or ""
            name = name.lower()
            parameters.setdefault(name, _extended(value) if name.endswith("*") else value)
    return parameters, place


def _extended(value: str) -> str:
    found = _EXTENDED.fullmatch(value)
    if found is None:
        return ""
    try:
        return unquote(found[2], encoding=found[1] or "utf-8", errors="replace")
    except LookupError:
        return ""


def _next_link(header: str, place: int) -> int:
    comma = header.find(",", place)
    return len(header) if comma < 0 else comma
