"""Writing OPML 2.0 (opml.org/spec2.opml)."""

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from feeds.formats.feed_lists.folder_marks import marked
from feeds.formats.feed_lists.outline import FeedOutline
from feeds.formats.kinds import DEFAULT_KIND

# The namespace prefix of this project's own attributes.
OWN = "newsroom"
OWN_NAMESPACE = "urn:newsroom:opml"
# XML 1.0 has no way to write these, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_opml(outlines: Iterable[FeedOutline], *, title: str, now: datetime) -> str:
    """Write an OPML 2.0 document, one folder a category.

    Other programs keep a feed's address, title and folder, and leave out attributes that they do not know. So feeds
    that are off, which are also commented out, and kinds that are no feeds stand in folders of their own, whose names
    say it (`folder_marks`).
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(_legal(title))}</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "<body>",
    ]
    usable = sorted((outline for outline in outlines if outline.url), key=_folder)
    for name, members in groupby(usable, key=_folder):
        feeds = [_element(outline) for outline in members]
        folder = quoteattr(_legal(name))
        lines += [f"<outline text={folder} title={folder}>", *feeds, "</outline>"] if name else feeds
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _folder(outline: FeedOutline) -> str:
    return marked(outline.category, kind=outline.kind, enabled=outline.enabled)


def _element(outline: FeedOutline) -> str:
    title = outline.title or outline.url
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": outline.url,
        "htmlUrl": outline.homepage,
        "language": outline.language,
        "isComment": "" if outline.enabled else "true",
    }
    own = {f"{OWN}:source": outline.source if outline.source != title else ""}
    if outline.kind != DEFAULT_KIND:
        own |= {f"{OWN}:kind": outline.kind, f"{OWN}:selector": outline.selector}
    if any(own.values()):
        # OPML 2.0 allows attributes of one's own in a namespace of their own.
        attributes |= {f"xmlns:{OWN}": OWN_NAMESPACE, **own}
    written = " ".join(f"{name}={quoteattr(_legal(value))}" for name, value in attributes.items() if value)
    return f"<outline {written}/>"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
