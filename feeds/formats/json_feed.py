"""JSON Feed 1 and 1.1 (jsonfeed.org) → `ParsedFeed`. A value of a wrong type counts as absent."""

import hashlib
import json
import re
from typing import Any

from articles.incoming import IncomingPicture
from feeds.errors import ParseError
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.repair import CUT_SHORT
from feeds.formats.syndication.links import is_address
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.plain_title import literal_html, literal_title, undeclared_title
from feeds.web.addresses import absolute_url

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(\.\d+)?/?")
_WEB = ("http://", "https://")
# The protocol's names, the old one among them; a hub without a type can only be of this one.
_WEBSUB = frozenset({"", "websub", "pubsubhubbub"})
# Longer integers are kept as text: Python refuses to convert some thousand digits.
MOST_DIGITS = 400
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN_ITEMS = re.compile(r"[\s,]*")
# JSON can escape these characters; neither XML nor PostgreSQL can hold them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Object = dict[str, Any]


def parse_json_feed(text: str, *, url: str) -> ParsedFeed:
    """Parse `text`, fetched from `url`. Raises `ParseError` where it is no JSON or no JSON Feed."""
    damage = ""
    try:
        document = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        document, damage = _salvaged(text), CUT_SHORT
        if document is None:
            raise ParseError(
                url, f"it looks like JSON but cannot be read ({error}); it is no feed"
            ) from error
    if not isinstance(document, dict) or not isinstance(document.get("version"), str):
        raise ParseError(url, "it is JSON but no JSON Feed: it names no version; check the address")
    version = _VERSION.fullmatch(document["version"].strip())
    if version is None:
        raise ParseError(
            url, f"it is JSON of the unknown version {document['version'][:80]!r}, not a JSON Feed"
        )
    items = document.get("items")
    if not isinstance(items, list):
        raise ParseError(url, "it is a JSON Feed without a list of items; ask the publisher to repair it")
    home = _address(document, "home_page_url", url)
    objects = [item for item in items if isinstance(item, dict)]
    skipped = len(items) - len(objects)
    return ParsedFeed(
        version="json11" if version[1] == ".1" else "json1",
        # The feed's own name is for editors; software that escapes it is more frequent than names with references.
        title=undeclared_title(_text(document, "title")),
        language=_text(document, "language") or None,
        link=home,
        hub=_hub(document),
        self_link=_address(document, "feed_url", url),
        next_page=_address(document, "next_url", url),
        entries=tuple(_entry(item, document, home or url) for item in objects),
        problems=tuple(
            filter(None, (damage, f"{skipped} items are no objects and were skipped" if skipped else ""))
        ),
    )


def _number(digits: str) -> int | str:
    """An integer, or its digits where it is too long for Python to convert."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


# Not strict: software writes line breaks and tabs into strings as they are.
_DECODER = json.JSONDecoder(parse_int=_number, strict=False)


def _salvaged(text: str) -> Object | None:
    """A document that is damaged among its items, with the items before the damage; None for anything else."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    try:
        document = _DECODER.decode(f"{text[: start.end()]}]}}")
    except (ValueError, RecursionError):
        return None
    items, place = [], start.end()
    try:
        while True:
            place = _BETWEEN_ITEMS.match(text, place).end()  # type: ignore[union-attr]  # it may be empty
            item, place = _DECODER.raw_decode(text, place)
            items.append(item)
    except (ValueError, RecursionError):
        pass
    if not items or not isinstance(document, dict):
        return None
    return document | {"items": items}


def _entry(item: Object, feed: Object, base: str) -> ParsedEntry:
    link = _address(item, "url", base) or _address(item, "external_url", base)
    title = literal_title(_text(item, "title"))
    content = _text(item, "content_html") or literal_html(_text(item, "content_text"))
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    external = _address(item, "external_url", base)
    return ParsedEntry(
        identity=_identity(item, link, title + content),
        link=link,
        title=title,
        summary_html=literal_html(_text(item, "summary")),
        content_html=content,
        author=_authors(item) or _authors(feed),
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=_tags(item),
        pictures=_pictures(item, base),
        origin_url=external if external != link else None,
        language=_text(item, "language") or _text(feed, "language") or None,
        base_url=link or base,
        raw=_ILLEGAL.sub("", json.dumps(item, ensure_ascii=False)),
    )


def _identity(item: Object, link: str | None, words: str) -> str:
    """Give the id (a number as its digits, as the specification asks), else the link, else a hash."""
    value = item.get("id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return (
        _text(item, "id") or link or "sha256:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
    )


def _text(item: Object, name: str) -> str:
    value = item.get(name)
    return _ILLEGAL.sub("", value).strip() if isinstance(value, str) else ""


def _list(item: Object, name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _address(item: Object, name: str, base: str) -> str | None:
    written = _text(item, name)
    return absolute_url(written, base) if is_address(written) else None


def _authors(item: Object) -> str:
    """The names of the authors: version 1.1 has a list of objects, version 1 one object; others write names."""
    people = [*_one_or_many(item.get("authors")), *_one_or_many(item.get("author"))]
    names = (_text(person if isinstance(person, dict) else {"name": person}, "name") for person in people)
    return ", ".join(dict.fromkeys(name for name in names if name))


def _tags(item: Object) -> tuple[str, ...]:
    tags = (_ILLEGAL.sub("", tag).strip() for tag in _list(item, "tags") if isinstance(tag, str))
    return tuple(tag for tag in tags if tag)


def _pictures(item: Object, base: str) -> tuple[IncomingPicture, ...]:
    attached = [entry for entry in _list(item, "attachments") if isinstance(entry, dict)]
    found = [_address(item, "image", base), _address(item, "banner_image", base)]
    found += [
        _address(entry, "url", base) for entry in attached if _text(entry, "mime_type").startswith("image/")
    ]
    return distinct_pictures((), [IncomingPicture(url=url) for url in dict.fromkeys(found) if url])


def _hub(feed: Object) -> str | None:
    """The WebSub hub among the hubs: others, as rssCloud's, speak another protocol."""
    for hub in _list(feed, "hubs"):
        if not isinstance(hub, dict) or not _text(hub, "url").startswith(_WEB):
            continue
        if _text(hub, "type").lower() in _WEBSUB:
            return _text(hub, "url")
    return None


def _one_or_many(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
