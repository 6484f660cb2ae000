"""Write a channel as RSS 2.0 (rssboard.org/rss-specification) with Atom, Dublin Core, content and media
elements.
"""

from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.outgoing.feeds.entries import DCTERMS, Channel, Entry

NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": DCTERMS,
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def write_rss(channel: Channel) -> str:
    """The document as text; it declares UTF-8."""
    feed = _Rss(
        title=channel.title,
        link=channel.address,
        description=channel.description,
        language=channel.language,
        feed_url=channel.this_address,
        channel=channel,
    )
    for entry in channel.entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.summary,
            author_name=entry.author or None,
            pubdate=entry.published,
            unique_id=entry.identity,
            unique_id_is_permalink=False,
            categories=entry.categories,
            entry=entry,
        )
    return str(feed.writeString("utf-8"))


class _Rss(Rss201rev2Feed):
    """Django's writer, extended by elements that it lacks."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **NAMESPACES}

    def latest_post_date(self) -> Any:
        return self.feed["channel"].changed

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        channel: Channel = self.feed["channel"]
        for relation, address in channel.pages.items():
            handler.addQuickElement("atom:link", None, {"rel": relation, "href": address})
        for hub in channel.hubs:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        handler.addQuickElement("dc:language", entry.language)
        if entry.published_day:
            # `pubDate` needs a time of day (RFC 822) and may be left out; W3CDTF, in Dublin Core, names a day alone.
            handler.addQuickElement("dcterms:issued", entry.published_day.isoformat())
        handler.addQuickElement("atom:updated", rfc3339_date(entry.updated))
        # The address of a source is that of a feed.
        handler.addQuickElement("source", entry.source, {"url": f"{entry.source_feed}rss"})
        handler.addQuickElement("dc:publisher", entry.source)
        if entry.original:
            handler.addQuickElement("atom:link", None, {"rel": "via", "href": entry.original})
        if entry.picture:
            handler.addQuickElement(
                "media:content",
                None,
                {
                    "url": entry.picture.address,
                    "type": entry.picture.media_type,
                    "medium": "image",
                    "width": str(entry.picture.width),
                    "height": str(entry.picture.height),
                    **({"fileSize": str(entry.picture.length)} if entry.picture.length else {}),
                },
            )
            if entry.picture.length:
                # An enclosure must say its length, so that there is none of unknown length.
                handler.addQuickElement(
                    "enclosure",
                    None,
                    {
                        "url": entry.picture.address,
                        "length": str(entry.picture.length),
                        "type": entry.picture.media_type,
                    },
                )
        if entry.content:
            handler.addQuickElement("content:encoded", entry.content)
