"""Write a channel as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from datetime import datetime
from typing import Any

from django.utils.html import escape

from articles.outgoing.feeds.entries import Channel, Entry, EntryPicture

VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(channel: Channel) -> str:
    """The document as text."""
    document: dict[str, Any] = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.address,
        "feed_url": channel.this_address,
        "next_url": channel.next_address,
        "description": channel.description,
        "icon": channel.icon,
        "favicon": channel.icon,
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
        "items": [_item(entry) for entry in channel.entries],
    }
    return json.dumps(_filled(document), ensure_ascii=False, indent=1)


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.identity,
        "url": entry.address,
        "external_url": entry.original,
        "title": entry.title,
        # An item must have content; if rights allow only an excerpt, that is the summary.
        "content_html": entry.content or entry.summary or escape(entry.title),
        "summary": entry.plain_summary,
        "image": entry.picture.address if entry.picture else "",
        "attachments": [_attachment(entry.picture)] if entry.picture else [],
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        "authors": [{"name": entry.author or entry.source}],
        "tags": list(entry.categories),
        "language": entry.language,
        # An extension, named as the specification requires.
        "_newsroom": _filled(
            {
                "source": {
                    "name": entry.source,
                    "url": entry.source_address,
                    "feed": f"{entry.source_feed}json",
                },
                "machine_translated": entry.machine_translated,
                # `date_published` must be a date-time (RFC 3339).
                "day_published": entry.published_day.isoformat() if entry.published_day else "",
            }
        ),
    }
    return _filled(item)


def _attachment(picture: EntryPicture) -> dict[str, Any]:
    return _filled(
        {"url": picture.address, "mime_type": picture.media_type, "size_in_bytes": picture.length or ""}
    )


def _filled(pairs: dict[str, Any]) -> dict[str, Any]:
    """Without unknown values: the specification omits such keys. `items` stays even if empty."""
    return {name: value for name, value in pairs.items() if name == "items" or value not in ("", None, [])}


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
