"""What is remembered of a feed's last document, so that of the next one only what differs is read. Pure.

An item is known again by a hash of its own XML. It means the same as long as what surrounds it does: the feed's
address, the elements that it stands in, the feed's link and language (`ParsedFeed.context`).
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feeds.parsed import KnownItem, ParsedEntry, ParsedFeed

DIGEST_BYTES = 16
# Hash of the XML, identity, content hash, time of publication in microseconds since 1970.
_ITEM = struct.Struct(">16s32s32sq")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNKNOWN_TIME = -(2**63)


@dataclass(frozen=True, slots=True)
class Memory:
    """The items of a feed's last document by the hash of their XML, and the context in which they were read."""

    context: bytes = b""
    items: Mapping[bytes, KnownItem] = field(default_factory=dict)


def digest_of(raw: str) -> bytes:
    """The hash by which an item's own XML is known again."""
    return hashlib.blake2b(raw.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


def identity_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of what names the entry within its feed."""
    return hashlib.sha256(entry.identity.encode("utf-8", "replace")).hexdigest()


def content_hash_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of what the feed says of the entry; equal as long as nothing that a reader sees changes."""
    said = (
        entry.link or "",
        entry.title,
        entry.summary_html,
        entry.content_html,
        entry.author,
        entry.published_raw,
        entry.updated_raw,
        *(picture.url or "" for picture in entry.pictures),
    )
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()


def items_of(feed: ParsedFeed) -> tuple[KnownItem, ...]:
    """All items of a document, those that were read and those that were known."""
    read = (
        KnownItem(digest_of(entry.raw), identity_of(entry), content_hash_of(entry), entry.published_parsed)
        for entry in feed.entries
    )
    return (*read, *feed.known)


def packed(items: Iterable[KnownItem]) -> bytes:
    """The items in the form in which they are kept."""
    return b"".join(
        _ITEM.pack(
            item.digest,
            bytes.fromhex(item.identity),
            bytes.fromhex(item.content_hash),
            _UNKNOWN_TIME if item.published is None else (item.published - _EPOCH) // _MICROSECOND,
        )
        for item in items
    )


def unpacked(kept: bytes) -> tuple[KnownItem, ...]:
    """The items that `packed` gave; none where the length is not one that it gives."""
    if len(kept) % _ITEM.size:
        return ()
    return tuple(
        KnownItem(
            digest,
            identity.hex(),
            content_hash.hex(),
            None if time == _UNKNOWN_TIME else _EPOCH + time * _MICROSECOND,
        )
        for digest, identity, content_hash, time in _ITEM.iter_unpack(kept)
    )
