"""What is known of a feed's last document, so that unchanged items of the next one are not parsed again. Pure.

An item is recognised by a hash of its XML. Its reading also depends on the feed's address, link and language and on
the elements around it: these make up `ParsedFeed.context`.
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feeds.formats.document import KnownItem, ParsedEntry, ParsedFeed

DIGEST_BYTES = 16
# Hash of the XML, identity, content hash, time of publication in microseconds since 1970.
_ITEM = struct.Struct(">16s32s32sq")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNKNOWN_TIME = -(2**63)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """The items of a feed's last document by the hash of their XML, and the context in which they were read."""

    context: bytes = b""
    items: Mapping[bytes, KnownItem] = field(default_factory=dict)


def digest_of(raw: str) -> bytes:
    """The hash by which an unchanged item is recognised."""
    return hashlib.blake2b(raw.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


def identity_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of the entry's identity."""
    return hashlib.sha256(entry.identity.encode("utf-8", "replace")).hexdigest()


def content_hash_of(entry: ParsedEntry) -> str:
    """SHA-256 (hex) of the entry's content; equal while nothing changes that a reader sees."""
    said = (
        entry.link or "",
        entry.title,
        entry.summary_html,
        entry.content_html,
        entry.author,
        entry.published_raw,
        entry.updated_raw,
        *(f"{picture.url}{picture.caption}{picture.credit}" for picture in entry.pictures),
        *((repr(entry.agency),) if entry.agency else ()),
    )
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()


def items_of(feed: ParsedFeed) -> tuple[KnownItem, ...]:
    """All items of a document, those parsed now and those known before."""
    read = (
        KnownItem(
            digest_of(entry.own_xml or entry.raw),
            identity_of(entry),
            content_hash_of(entry),
            entry.published_parsed,
        )
        for entry in feed.entries
    )
    return (*read, *feed.known)


def packed(items: Iterable[KnownItem]) -> bytes:
    """The items as bytes for the database."""
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
    """The items in what `packed` gave; none where the length does not fit."""
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
