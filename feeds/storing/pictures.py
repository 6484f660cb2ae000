"""Fetching the pictures of articles: each address once, the pictures that stand first before the others.

Threads only fetch; the thread that holds the database connection makes the files and writes them to the storage.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.models import Article, Picture
from articles.services.pictures import PictureError, read_picture, store_picture, widths_for
from feeds.errors import FetchError, HostBackoffError, unexpected
from feeds.models import PictureAttempt
from feeds.web.addresses import shown_url
from feeds.web.crawl import Crawl, CrawlRequest, CrawlResult
from feeds.web.fetcher import FetchFunction
from feeds.web.life import Life
from feeds.web.rate_limits import RateLimiter

log = logging.getLogger(__name__)

PICTURE_ACCEPT: Final = "image/webp, image/jpeg, image/png, image/avif;q=0.9, image/*;q=0.5"
# In one run: making the files of one takes 0.6 seconds, and the run must end before the next begins.
PICTURES_A_RUN = 100
PICTURES_TIME = timedelta(minutes=2)
PICTURE_JOBS = 4
# When a failed picture is tried again; after the last attempt it is broken.
WAITS = (timedelta(hours=1), timedelta(days=1))
# How long a shown picture that could not be fetched again is left as it is.
RENEWAL_WAIT = timedelta(days=30)
NOT_ALLOWED = "The source does not allow its pictures to be shown."
REASON_CHARACTERS = 300
GONE = (404, 410)
# Which of all pullers fetches pictures: two at once would fetch the same ones.
_FETCHING = "pictures"
ADDRESSES_AT_ONCE = 1_000  # looked up by one statement
_FILES = ("state", "reason", "stored_as", "widths", "width", "height", "jpg_bytes")


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a picture, or why there are none. `is_final`: trying again is useless. `is_skipped`: it was not
    fetched, as its host backs off."""

    content: bytes | None
    reason: str = ""
    is_final: bool = False
    is_skipped: bool = False


def fetch_pictures(
    *,
    fetch: FetchFunction,
    limiter: RateLimiter,
    now: Callable[[], datetime],
    limit: int = PICTURES_A_RUN,
    within: timedelta = PICTURES_TIME,
) -> Counter[str]:
    """Fetches up to `limit` waiting pictures of published articles and makes their files.

    Counts the pictures that were "stored", "broken", "refused" (their source does not allow them) and "postponed".
    Does nothing while another process fetches pictures.
    """
    counted: Counter[str] = Counter()
    with exclusive() as is_exclusive:
        if not is_exclusive:
            return counted
        counted["refused"] = apply_source_permissions()
        counted.update(_copy_known())
        started = now()
        requests = [CrawlRequest(url, None) for url in _addresses(started, limit)]
        crawl = Crawl(requests, visit=_downloader(fetch), limiter=limiter, now=now, until=started + within)
        for request, download in crawl.results(jobs=PICTURE_JOBS):
            if download.is_skipped:
                continue
            counted.update(_store_result(request.url, download, now()))
    return counted


def renew_pictures(
    *,
    fetch: FetchFunction,
    limiter: RateLimiter,
    now: Callable[[], datetime],
    limit: int = PICTURES_A_RUN,
    within: timedelta = PICTURES_TIME,
) -> Counter[str]:
    """Fetches up to `limit` pictures again whose files have other widths than today's, and makes new files.

    Counts the pictures that were "renewed", and those that "kept" their files because the original is gone, refused,
    damaged or smaller than before. Does nothing while another process fetches pictures.
    """
    counted: Counter[str] = Counter()
    with exclusive() as is_exclusive:
        if not is_exclusive:
            return counted
        started = now()
        requests = [CrawlRequest(url, None) for url in _outdated_addresses(started, limit)]
        crawl = Crawl(requests, visit=_downloader(fetch), limiter=limiter, now=now, until=started + within)
        for request, download in crawl.results(jobs=PICTURE_JOBS):
            if download.is_skipped:
                continue
            counted.update(_renew(request.url, download, now()))
    return counted


def _shown() -> QuerySet[Picture]:
    forbidden = Article.objects.filter(Q(source__pictures_allowed=False) | Q(carrier__pictures_allowed=False))
    return (
        Picture.objects.filter(state=Picture.State.STORED, article__state=Article.State.PUBLISHED)
        .exclude(original_url="")
        .exclude(article__in=forbidden.values("pk"))
    )


def _outdated_addresses(now: datetime, limit: int) -> list[str]:
    """The addresses of shown pictures whose files have other widths than today's, the newest articles first."""
    rows = _shown().order_by("position", "-article__ordered_at", "pk")
    later = set(PictureAttempt.objects.filter(next_at__gt=now).values_list("address_hash", flat=True))
    addresses: dict[str, None] = {}
    for url, width, height, widths in rows.values_list(
        "original_url", "width", "height", "widths"
    ).iterator():
        if width and height and widths != widths_for(width, height) and _hash(url) not in later:
            addresses[url] = None
        if len(addresses) >= limit:
            break
    return list(addresses)


def _renew(url: str, download: Download, now: datetime) -> Counter[str]:
    """Makes new files for all pictures of this address, unless the download is narrower than they are."""
    pictures = list(_shown().filter(original_url=url).order_by("pk"))
    if not pictures:
        return Counter()  # an editor removed it meanwhile
    if download.content is None or not _is_as_wide(download.content, pictures[0].width or 0):
        PictureAttempt.objects.update_or_create(
            pk=_hash(url), defaults={"attempts": 1, "next_at": now + RENEWAL_WAIT}
        )
        return Counter(kept=len(pictures))
    for picture in pictures:
        store_picture(picture=picture, content=download.content)
    PictureAttempt.objects.filter(pk=_hash(url)).delete()
    return Counter(renewed=len(pictures))


def _is_as_wide(content: bytes, width: int) -> bool:
    try:
        return read_picture(content).width >= width
    except PictureError:
        return False


def apply_source_permissions() -> int:
    """Refuses the waiting pictures of sources that do not allow them, and has those fetched whose source allows them
    now; gives how many were refused. An editor's own refusal is not touched."""
    # From the pictures to their sources: from the sources it would be through all their articles.
    allowed = Picture.objects.filter(article__source__pictures_allowed=True).exclude(
        article__carrier__pictures_allowed=False
    )
    allowed.filter(state=Picture.State.REFUSED, reason=NOT_ALLOWED).update(
        state=Picture.State.WAITING, reason=""
    )
    forbidden = Q(article__source__pictures_allowed=False) | Q(article__carrier__pictures_allowed=False)
    waiting = Picture.objects.filter(forbidden, state=Picture.State.WAITING)
    return waiting.update(state=Picture.State.REFUSED, reason=NOT_ALLOWED)


def _waiting() -> QuerySet[Picture]:
    return Picture.objects.filter(
        state=Picture.State.WAITING, article__state=Article.State.PUBLISHED
    ).exclude(original_url="")


def _copy_known() -> Counter[str]:
    """Copies to waiting pictures what is known of their address from another article."""
    known = Picture.objects.filter(state__in=[Picture.State.STORED, Picture.State.BROKEN])
    addresses = list(_waiting().order_by().values_list("original_url", flat=True).distinct())
    counted: Counter[str] = Counter()
    for start in range(0, len(addresses), ADDRESSES_AT_ONCE):
        # Rows to join: a list would be compared with every picture.
        wanted = RawSQL("SELECT unnest(%s::text[])", [addresses[start : start + ADDRESSES_AT_ONCE]])
        of_address = known.filter(original_url__in=wanted).order_by("original_url", "-pk")
        for known_picture in of_address.distinct("original_url"):
            counted[known_picture.state] += _copy(known_picture)
    return counted


def _copy(known_picture: Picture) -> int:
    """Copies the result of a picture to all that wait with the same address."""
    others = _waiting().filter(original_url=known_picture.original_url).exclude(pk=known_picture.pk)
    return others.update(**{name: getattr(known_picture, name) for name in _FILES})


def _addresses(now: datetime, limit: int) -> list[str]:
    """The addresses to fetch: first pictures first, of the newest articles first; each once."""
    rows = (
        _waiting().order_by("position", "-article__ordered_at", "pk").values_list("original_url", flat=True)
    )
    later = set(PictureAttempt.objects.filter(next_at__gt=now).values_list("address_hash", flat=True))
    addresses: dict[str, None] = {}
    for url in rows.iterator():
        if _hash(url) not in later:
            addresses[url] = None
        if len(addresses) >= limit:
            break
    return list(addresses)


def _downloader(fetch: FetchFunction) -> Callable[[CrawlRequest[None]], CrawlResult[Download]]:
    def download_one(request: CrawlRequest[None]) -> CrawlResult[Download]:
        try:
            answer = fetch(request.url, accept=PICTURE_ACCEPT)
        except HostBackoffError as error:
            return CrawlResult(Download(None, error.message, is_skipped=True))
        except FetchError as error:
            # With a status the server did answer, but with something too large, or that cannot be unpacked.
            return CrawlResult(Download(None, error.message, is_final=error.status is not None))
        except Exception as error:
            # One address must not stop the others; the fault is logged with its place.
            log.exception("the picture %s", shown_url(request.url))
            return CrawlResult(Download(None, unexpected(error)))
        if answer.ok:
            return CrawlResult(Download(answer.body))
        reason = f"The picture's server answered {answer.status}."
        return CrawlResult(Download(None, reason, is_final=answer.status in GONE))

    return download_one


def _store_result(url: str, download: Download, now: datetime) -> Counter[str]:
    """Makes the files, or records why there are none, for all pictures that wait with this address."""
    picture = _waiting().filter(original_url=url).order_by("position", "pk").first()
    if picture is None:
        return Counter()  # an editor removed it meanwhile
    if download.content is not None:
        store_picture(picture=picture, content=download.content)
    else:
        attempt = PictureAttempt.objects.filter(pk=_hash(url)).first()
        attempts = attempt.attempts if attempt else 0
        if not download.is_final and attempts < len(WAITS):
            PictureAttempt.objects.update_or_create(
                pk=_hash(url), defaults={"attempts": attempts + 1, "next_at": now + WAITS[attempts]}
            )
            return Counter(postponed=1)
        picture.state, picture.reason = Picture.State.BROKEN, download.reason[:REASON_CHARACTERS]
        picture.save(update_fields=["state", "reason"])
    PictureAttempt.objects.filter(pk=_hash(url)).delete()
    return Counter({str(picture.state): 1 + _copy(picture)})


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


@contextmanager
def exclusive() -> Iterator[bool]:
    """Holds the lock on fetching pictures for the block; gives whether it was free."""
    life = Life(_FETCHING)
    is_exclusive = life.begin(wait=False)
    try:
        yield is_exclusive
    finally:
        if is_exclusive:
            life.end()
