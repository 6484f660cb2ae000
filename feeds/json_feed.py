"""JSON Feed 1 and 1.1 (jsonfeed.org) → `ParsedFeed`. A value of a wrong type counts as absent."""

import hashlib
import html
import json
import re
from typing import Any
from urllib.parse import urljoin

from articles.incoming import IncomingPicture
from feeds.errors import ParseError
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.plain_title import plain_title
from feeds.repair import CUT_SHORT
from feeds.timestamps import certain_time

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(\.\d+)?/?")
_WEB = ("http://", "https://")
# Python's own limit is some thousand digits; no number of a feed has as many as this.
MOST_DIGITS = 400
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN_ITEMS = re.compile(r"[\s,]*")
# JSON can write these as escapes; neither XML nor the database can keep them.
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
        title=plain_title(_text(document, "title")),
        language=_text(document, "language") or None,
        link=home,
        hub=_hub(document),
        self_link=_address(document, "feed_url", url),
        entries=tuple(_entry(item, document, home or url) for item in objects),
        problems=tuple(
            filter(None, (damage, f"{skipped} items are no objects and were skipped" if skipped else ""))
        ),
    )


def _number(digits: str) -> int | str:
    """Python refuses to read an integer of thousands of digits; as a name it serves as it is written."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


_DECODER = json.JSONDecoder(parse_int=_number)


def _salvaged(text: str) -> Object | None:
    """A document that is damaged among its items, with those that came whole before; None where it is anything else."""
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
    title = plain_title(_text(item, "title"))
    content = _text(item, "content_html") or _paragraphs(_text(item, "content_text"))
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    external = _address(item, "external_url", base)
    return ParsedEntry(
        identity=_identity(item, link, title + content),
        link=link,
        title=title,
        summary_html=_paragraphs(_text(item, "summary")),
        content_html=content,
        author=_authors(item) or _authors(feed),
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=_tags(item),
        pictures=_pictures(item, base),
        source_url=external if external != link else None,
        language=_text(item, "language") or _text(feed, "language") or None,
        base_url=link or base,
        raw=_ILLEGAL.sub("", json.dumps(item, ensure_ascii=False)),
    )


def _identity(item: Object, link: str | None, words: str) -> str:
    """Give the id (a number is taken as its digits, as the specification asks), the link or a hash."""
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
    value = _text(item, name)
    if not value:
        return None
    try:
        joined = urljoin(base, value)
    except ValueError:
        return None
    return joined if joined.startswith(_WEB) else None


def _authors(item: Object) -> str:
    people = [*_list(item, "authors"), item.get("author")]
    names = (_text(person, "name") for person in people if isinstance(person, dict))
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
    return tuple(IncomingPicture(url=url) for url in dict.fromkeys(found) if url)


def _hub(feed: Object) -> str | None:
    for hub in _list(feed, "hubs"):
        if isinstance(hub, dict) and _text(hub, "url").startswith(_WEB):
            return _text(hub, "url")
    return None


def _paragraphs(text: str) -> str:
    """Give plain text as HTML: escaped, one paragraph a line."""
    return "".join(
        f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip()
    )
