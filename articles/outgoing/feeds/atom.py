"""Write a channel as Atom 1.0 (RFC 4287)."""

from datetime import datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.outgoing.feeds.entries import DCTERMS, Channel, Entry


def write_atom(channel: Channel) -> str:
    """The document as text; it declares UTF-8."""
    feed = _Atom(
        title=channel.title,
        link=channel.address,
        description=None,
        subtitle=channel.description,
        language=channel.language,
        author_name=channel.site_name,
        feed_url=channel.this_address,
        feed_guid=channel.feed_address,
        channel=channel,
    )
    for entry in channel.entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.summary,
            # Every entry needs an author: the byline, else the source.
            author_name=entry.author or entry.source,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.identity,
            categories=entry.categories,
            entry=entry,
        )
    return str(feed.writeString("utf-8"))


class _Atom(Atom1Feed):
    """Django's writer, extended by elements that it lacks."""

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["channel"].changed
        return changed

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        channel: Channel = self.feed["channel"]
        handler.addQuickElement("icon", channel.icon)
        for relation, address in channel.pages.items():
            handler.addQuickElement("link", None, {"rel": relation, "href": address})
        for hub in channel.hubs:
            handler.addQuickElement("link", None, {"rel": "hub", "href": hub})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["entry"].language}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        if entry.published_day:
            # `published` must be a date-time (RFC 4287, 3.3); W3CDTF, in Dublin Core, names a day alone.
            attributes = {"xmlns:dcterms": DCTERMS}
            handler.addQuickElement("dcterms:issued", entry.published_day.isoformat(), attributes)
        if entry.original:
            handler.addQuickElement("link", None, {"rel": "via", "href": entry.original})
        if entry.picture:
            handler.addQuickElement(
                "link",
                None,
                {
                    "rel": "enclosure",
                    "href": entry.picture.address,
                    "type": entry.picture.media_type,
                    **({"length": str(entry.picture.length)} if entry.picture.length else {}),
                },
            )
        if entry.content:
            handler.addQuickElement("content", entry.content, {"type": "html"})
        handler.startElement("source", AttributesImpl({}))
        # The source of an entry is a feed: that of the publisher's articles here, under its own id.
        handler.addQuickElement("id", f"{entry.source_feed}atom")
        handler.addQuickElement("title", entry.source)
        handler.addQuickElement("link", None, {"rel": "self", "href": f"{entry.source_feed}atom"})
        if entry.source_address:
            handler.addQuickElement("link", None, {"rel": "alternate", "href": entry.source_address})
        handler.endElement("source")
