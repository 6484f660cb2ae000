"""Which documents of a feed's list were read before, so that each is asked once (`FeedKind.most_parts`)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from feeds.formats.kinds import KINDS, Listing, kind_of
from feeds.models import Feed, TakenPart
from feeds.web.fetcher import FetchResult

_REMEMBERING = frozenset(kind.name for kind in KINDS if kind.most_parts is not None)


def give_known_parts(feeds: Sequence[Feed]) -> None:
    """Sets `known_parts` of the feeds whose kind reads each document once; a query only where there are such feeds."""
    remembering = {feed.pk: set[str]() for feed in feeds if feed.kind in _REMEMBERING}
    if not remembering:
        return
    for feed, digest in TakenPart.objects.filter(feed__in=remembering).values_list("feed_id", "digest"):
        remembering[feed].add(digest)
    for one in feeds:
        one.known_parts = frozenset(remembering.get(one.pk, ()))


def digest_of_part(url: str, said: str) -> str:
    return hashlib.sha256(f"{url}\0{said}".encode("utf-8", "replace")).hexdigest()


def keep_taken_parts(feed: Feed, result: FetchResult, parts: Iterable[FetchResult]) -> None:
    """Remembers the parts that were read, and forgets those that the feed's list names no longer."""
    kind = kind_of(feed.kind)
    if kind.most_parts is None:
        return
    said: Mapping[str, str] = kind.said_of_parts(Listing.of_answer(result))
    named = {digest_of_part(url, words) for url, words in said.items()}
    asked = {(*part.redirects, part.url)[0] for part in parts}
    read = [TakenPart(feed=feed, digest=digest_of_part(url, said[url])) for url in asked if url in said]
    TakenPart.objects.filter(feed=feed).exclude(digest__in=named).delete()
    TakenPart.objects.bulk_create(read, ignore_conflicts=True)
