"""ninjs 2 and 3 (the IPTC's News in JSON; ninjs-schema_2.x and 3.x) → `AgencyDocument`.

Version 3 writes the names of version 2 in camel case, so that names are compared in lower case. An object is one item
in one language; associated texts are items of their own, those in another language are versions of the same story.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from articles.incoming import AgencyFacts, IncomingPicture
from feeds.errors import ParseError
from feeds.formats.agency.item import (
    CANCELED,
    USABLE,
    WITHHELD,
    AgencyDocument,
    Rendition,
    agency_entry,
    distinct_topics,
    media_topic,
    moment_of,
    one_line,
    one_picture,
    paragraphs_of,
    pixels,
    version_number,
    with_raw,
)
from feeds.formats.agency.markup import xhtml_html
from feeds.formats.agency.newsml_g2 import joined
from feeds.formats.document import ParsedEntry, Tombstone

FORMAT = "ninjs"
# Numbers longer than this are kept as text: Python refuses to convert some thousand digits.
MOST_DIGITS = 400
MOST_NESTED = 4  # associations of associations
_TEXTS = frozenset({"", "text", "composite"})
_PICTURES = frozenset({"picture", "graphic"})
_TYPES = _TEXTS | _PICTURES | {"audio", "video", "component", "event", "planning"}
_MARKS = frozenset(
    {"headlines", "bodies", "descriptions", "renditions", "associations", "pubstatus", "versioncreated"}
)
_SUBHEAD = re.compile(r"sub|deck", re.IGNORECASE)
_HTML = re.compile(r"html", re.IGNORECASE)

Object = dict[str, Any]


def read_json(text: str, *, url: str) -> list[Object] | None:
    """The objects of a ninjs document, or of a list of them; None where it is other JSON, or none."""
    try:
        decoded = json.loads(text, strict=False, parse_int=_number)
    except (ValueError, RecursionError):
        return None
    objects = [_lowered(one) for one in (decoded if isinstance(decoded, list) else [decoded])]
    return objects if objects and all(map(_is_ninjs, objects)) else None


def read_ninjs(objects: Iterable[Object], *, url: str) -> AgencyDocument:
    return joined(_read(one, url=url, depth=0) for one in objects)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _lowered(value: Any) -> Object:
    return {str(name).lower(): one for name, one in value.items()} if isinstance(value, Mapping) else {}


def _is_ninjs(item: Object) -> bool:
    return bool(_text(item, "uri")) and _text(item, "type") in _TYPES and not _MARKS.isdisjoint(item)


def _read(item: Object, *, url: str, depth: int) -> AgencyDocument:
    uri, kind = _text(item, "uri"), _text(item, "type")
    if not uri:
        raise ParseError(url, "it is ninjs without a uri, by which its versions are known")
    if _text(item, "pubstatus").lower() == CANCELED:
        return AgencyDocument(canceled=(_stone(item),))
    if kind not in _TEXTS:
        return AgencyDocument(not_taken=(f"The item {uri} is of the type {kind}: no article.",))
    entry = _entry(item, url)
    within = _associated_texts(item, url, depth) if depth < MOST_NESTED else []
    if entry is None:
        own = AgencyDocument(not_taken=() if within else (f"The item {uri} holds no text: no article.",))
    else:
        own = AgencyDocument(entries=(entry,))
    return joined([own, *within])


def _associated_texts(item: Object, url: str, depth: int) -> list[AgencyDocument]:
    """Associated items with texts of their own; those in another language are versions of the same story."""
    found = []
    for one in _associations(item):
        if not _text(one, "uri") or _text(one, "type") not in _TEXTS or not (_list(one, "bodies")):
            continue
        read = _read(one, url=url, depth=depth + 1)
        if _text(one, "language").lower() != _text(item, "language").lower():
            read = replace(read, entries=tuple(_related(entry, _text(item, "uri")) for entry in read.entries))
        found.append(read)
    return found


def _related(entry: ParsedEntry, uri: str) -> ParsedEntry:
    assert entry.agency is not None  # noqa: S101  # made by `_entry`
    return with_raw(replace(entry, agency=replace(entry.agency, related=(*entry.agency.related, uri))))


def _stone(item: Object) -> Tombstone:
    created = _text(item, "versioncreated")
    return Tombstone(
        identity=_text(item, "uri"),
        when=moment_of(created),
        when_raw=created,
        by=_text(item, "copyrightholder"),
        comment=_text(item, "ednote"),
        version=version_number(_text(item, "version")),
        is_item=True,
    )


def _facts(item: Object) -> AgencyFacts:
    until = _text(item, "embargoeduntil") or _text(item, "embargoed")
    subjects = [
        media_topic(code, _text(one, "name"))
        for one in _objects(item, "subjects")
        if (code := _text(one, "uri") or _text(one, "literal"))
    ]
    return AgencyFacts(
        format=FORMAT,
        item=_text(item, "uri"),
        version=version_number(_text(item, "version")),
        version_created=moment_of(_text(item, "versioncreated")),
        status=WITHHELD if _text(item, "pubstatus").lower() == WITHHELD else USABLE,
        is_embargoed=bool(until),
        embargoed_until=moment_of(until),
        copyright=_text(item, "copyrightnotice") or _text(item, "copyrightholder"),
        usage_terms=_text(item, "usageterms"),
        note=_text(item, "ednote"),
        media_topics=distinct_topics(subjects),
    )


def _entry(item: Object, url: str) -> ParsedEntry | None:
    headlines = _objects(item, "headlines")
    subheads = [_text(one, "value") for one in headlines if _SUBHEAD.search(_text(one, "role"))]
    title = _headline(headlines)
    pictures, addresses = _pictures(item, url)
    content = _content(item, title)
    for address, best in addresses.items():
        content = content.replace(f'src="{address}"', f'src="{best}"')
    if not title and not content:
        return None
    facts = _facts(item)
    before = "".join(paragraphs_of(words) for words in subheads if words and words != title)
    created = _text(item, "versioncreated")
    return agency_entry(
        facts=facts,
        title=title or _text(item, "title"),
        language=_text(item, "language") or None,
        summary=next((_text(one, "value") for one in _objects(item, "descriptions")), ""),
        content_html=before + content,
        link=_web_page(item),
        author=_text(item, "by"),
        publisher=_text(item, "copyrightholder") or _source(item),
        published=_text(item, "firstcreated") or created,
        updated=created,
        labels=[_text(one, "name") for one in _objects(item, "subjects")] + _keywords(item),
        pictures=pictures,
    )


def _headline(headlines: list[Object]) -> str:
    """The main headline; others are shorter or longer forms of it, for other places."""

    def rank(one: Object) -> int:
        role = _text(one, "role").lower()
        return 0 if role == "main" else 2 if _SUBHEAD.search(role) else 1

    return next((_text(one, "value") for one in sorted(headlines, key=rank) if _text(one, "value")), "")


def _content(item: Object, title: str) -> str:
    """The best of the bodies, which are renditions of one text: HTML before plain text, the main one first."""
    bodies = [one for one in _objects(item, "bodies") if _text(one, "value")]
    bodies.sort(key=lambda one: _text(one, "role").lower() != "main")
    for one in bodies:
        if _HTML.search(_text(one, "contenttype")) or _text(one, "value").lstrip().startswith(
            ("<p", "<html")
        ):
            return _html(_text(one, "value"), title)
    plain = (one for one in bodies if "xml" not in _text(one, "contenttype"))
    return next((paragraphs_of(_text(one, "value")) for one in plain), "")


def _html(written: str, title: str) -> str:
    try:
        parsed = etree.fromstring(f"<div>{written}</div>", parser=etree.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        return paragraphs_of(written)
    return xhtml_html(parsed, headline=one_line(title)) if parsed is not None else ""


def _pictures(item: Object, url: str) -> tuple[list[IncomingPicture], dict[str, str]]:
    """The associated pictures, each once, and the address of the one that is shown by that of each rendition."""
    found, addresses = list[IncomingPicture](), dict[str, str]()
    for one in _associations(item):
        if _text(one, "type") not in _PICTURES:
            continue
        renditions = [_rendition(rendition) for rendition in _objects(one, "renditions")]
        captions = _objects(one, "descriptions") or _objects(one, "headlines")
        caption = next((_text(words, "value") for words in captions), "") or _text(one, "description_text")
        credit = _text(one, "by") or _text(one, "copyrightholder")
        picture = one_picture(renditions, base=url, caption=caption, credit=credit)
        if picture and picture.url:
            found.append(picture)
            addresses |= {rendition.url: picture.url for rendition in renditions if rendition.url}
    return found, addresses


def _rendition(rendition: Object) -> Rendition:
    size = (pixels(rendition.get("width")), pixels(rendition.get("height")))
    return Rendition(
        _text(rendition, "href"), _text(rendition, "contenttype") or _text(rendition, "mimetype"), size
    )


def _web_page(item: Object) -> str | None:
    """The page of the text at the agency's own site, where a rendition names one."""
    for one in _objects(item, "renditions"):
        if _HTML.search(_text(one, "contenttype")) and _text(one, "href"):
            return _text(one, "href")
    return None


def _source(item: Object) -> str:
    return next((name for one in _objects(item, "infosources") if (name := _text(one, "name"))), "")


def _keywords(item: Object) -> list[str]:
    return [one for one in _list(item, "keywords") if isinstance(one, str)]


def _associations(item: Object) -> Iterator[Object]:
    given = item.get("associations")
    values = given.values() if isinstance(given, Mapping) else given if isinstance(given, list) else ()
    return (_lowered(one) for one in values if isinstance(one, Mapping))


def _objects(item: Object, name: str) -> list[Object]:
    return [_lowered(one) for one in _list(item, name) if isinstance(one, Mapping)]


def _list(item: Object, name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _text(item: Object, name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
