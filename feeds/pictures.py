"""Fetching the pictures of articles: each address once, the pictures that stand first before the others.

Threads only fetch; the thread that holds the database makes the files, and writes to the default storage alone.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from articles.models import Article, Picture
from articles.services.pictures import PictureError, read_picture, store_picture, widths_for
from feeds.addresses import shown_url
from feeds.errors import FetchError, HostRestsError
from feeds.fetcher import Fetch
from feeds.models import PictureAttempt
from feeds.pacing import Pace
from feeds.visiting import Errand, Visited, Visits

log = logging.getLogger(__name__)

PICTURE_ACCEPT: Final = "image/webp, image/jpeg, image/png, image/avif;q=0.9, image/*;q=0.5"
# In one run: making the files of one takes 0.6 seconds, and the run shall end before the next begins.
PICTURES_A_RUN = 100
PICTURES_TIME = timedelta(minutes=2)
PICTURE_JOBS = 4
# A server in trouble is asked again after an hour and after a day; then the picture is broken.
WAITS = (timedelta(hours=1), timedelta(days=1))
# A picture that is shown but cannot be had again is left as it is, and asked for when this much time has passed.
RENEWAL_WAIT = timedelta(days=30)
NOT_ALLOWED = "The source does not allow its pictures to be shown."
REASON_CHARACTERS = 300
GONE = (404, 410)
# Which of all pullers fetches pictures: two at once would fetch the same ones.
_LOCK = int.from_bytes(hashlib.sha256(b"pictures").digest()[:8], "big", signed=True)
_FILES = ("state", "reason", "stored_as", "widths", "width", "height")


@dataclass(frozen=True, slots=True)
class Brought:
    """The bytes of a picture, or why there are none; `is_final` where it is useless to try again, `is_left` where it was
    not asked for at all."""

    content: bytes | None
    reason: str = ""
    is_final: bool = False
    is_left: bool = False


def fetch_pictures(
    *,
    fetch: Fetch,
    pace: Pace,
    now: Callable[[], datetime],
    limit: int = PICTURES_A_RUN,
    within: timedelta = PICTURES_TIME,
) -> Counter[str]:
    """Fetches up to `limit` waiting pictures of published articles and makes their files.

    How many pictures were "stored", "broken", "refused" (their source does not allow them) and "postponed". Nothing
    is done where another process is at it.
    """
    counted: Counter[str] = Counter()
    with _alone() as is_alone:
        if not is_alone:
            return counted
        counted["refused"] = heed_sources()
        counted.update(_shared())
        started = now()
        errands = [Errand(url, None) for url in _addresses(started, limit)]
        visits = Visits(errands, visit=_visit(fetch), pace=pace, now=now, until=started + within)
        for errand, brought in visits.results(jobs=PICTURE_JOBS):
            if brought.is_left:
                continue
            counted.update(_settle(errand.url, brought, now()))
    return counted


def renew_pictures(
    *,
    fetch: Fetch,
    pace: Pace,
    now: Callable[[], datetime],
    limit: int = PICTURES_A_RUN,
    within: timedelta = PICTURES_TIME,
) -> Counter[str]:
    """Fetches again up to `limit` addresses of pictures whose files were made by an older recipe, and makes new ones.

    How many pictures were "renewed", and how many "kept" their files because their original is gone, refused, damaged
    or smaller than it was: what is shown is never lost. Nothing is done where another process fetches pictures.
    """
    counted: Counter[str] = Counter()
    with _alone() as is_alone:
        if not is_alone:
            return counted
        started = now()
        errands = [Errand(url, None) for url in _outdated_addresses(started, limit)]
        visits = Visits(errands, visit=_visit(fetch), pace=pace, now=now, until=started + within)
        for errand, brought in visits.results(jobs=PICTURE_JOBS):
            if brought.is_left:
                continue
            counted.update(_renew(errand.url, brought, now()))
    return counted


def _shown() -> QuerySet[Picture]:
    forbidden = Article.objects.filter(Q(source__pictures_allowed=False) | Q(carrier__pictures_allowed=False))
    return (
        Picture.objects.filter(state=Picture.State.STORED, article__state=Article.State.PUBLISHED)
        .exclude(original_url="")
        .exclude(article__in=forbidden.values("pk"))
    )


def _outdated_addresses(now: datetime, limit: int) -> list[str]:
    """The addresses of shown pictures that have other files than today's recipe makes, the newest articles first."""
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


def _renew(url: str, brought: Brought, now: datetime) -> Counter[str]:
    """Gives new files to all pictures that are shown from this address, unless what came is worse than they are."""
    pictures = list(_shown().filter(original_url=url).order_by("pk"))
    if not pictures:
        return Counter()  # an editor took it off meanwhile
    if brought.content is None or not _is_as_wide(brought.content, pictures[0].width or 0):
        PictureAttempt.objects.update_or_create(
            pk=_hash(url), defaults={"attempts": 1, "next_at": now + RENEWAL_WAIT}
        )
        return Counter(kept=len(pictures))
    for picture in pictures:
        store_picture(picture=picture, content=brought.content)
    PictureAttempt.objects.filter(pk=_hash(url)).delete()
    return Counter(renewed=len(pictures))


def _is_as_wide(content: bytes, width: int) -> bool:
    try:
        return read_picture(content).width >= width
    except PictureError:
        return False


def heed_sources() -> int:
    """Refuses the waiting pictures of sources that do not allow them, and lets those wait again whose source does
    now; gives how many were refused. An editor's own refusal is not touched."""
    forbidden = Article.objects.filter(Q(source__pictures_allowed=False) | Q(carrier__pictures_allowed=False))
    Picture.objects.filter(state=Picture.State.REFUSED, reason=NOT_ALLOWED).exclude(
        article__in=forbidden.values("pk")
    ).update(state=Picture.State.WAITING, reason="")
    waiting = Picture.objects.filter(state=Picture.State.WAITING, article__in=forbidden.values("pk"))
    return waiting.update(state=Picture.State.REFUSED, reason=NOT_ALLOWED)


def _waiting() -> QuerySet[Picture]:
    return Picture.objects.filter(
        state=Picture.State.WAITING, article__state=Article.State.PUBLISHED
    ).exclude(original_url="")


def _shared() -> Counter[str]:
    """Settles pictures whose address was fetched for another article."""
    known = Picture.objects.filter(state__in=[Picture.State.STORED, Picture.State.BROKEN])
    addresses = _waiting().values("original_url")
    counted: Counter[str] = Counter()
    for model in (
        known.filter(original_url__in=addresses).order_by("original_url", "-pk").distinct("original_url")
    ):
        counted[model.state] += _copy(model)
    return counted


def _copy(model: Picture) -> int:
    """What is known of a picture becomes known of all that wait with the same address."""
    others = _waiting().filter(original_url=model.original_url).exclude(pk=model.pk)
    return others.update(**{name: getattr(model, name) for name in _FILES})


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


def _visit(fetch: Fetch) -> Callable[[Errand[None]], Visited[Brought]]:
    def visit(errand: Errand[None]) -> Visited[Brought]:
        try:
            answer = fetch(errand.url, accept=PICTURE_ACCEPT)
        except HostRestsError as error:
            return Visited(Brought(None, error.message, is_left=True))
        except FetchError as error:
            # With a status the server did answer, but with something too large, or that cannot be unpacked.
            return Visited(Brought(None, error.message, is_final=error.status is not None))
        except Exception as error:
            # One address must not stop the others; the fault is logged with its place.
            log.exception("the picture %s", shown_url(errand.url))
            return Visited(Brought(None, f"An unexpected error ({type(error).__name__}); it is in the log."))
        if answer.ok:
            return Visited(Brought(answer.body))
        reason = f"The picture's server answered {answer.status}."
        return Visited(Brought(None, reason, is_final=answer.status in GONE))

    return visit


def _settle(url: str, brought: Brought, now: datetime) -> Counter[str]:
    """Makes the files, or remembers why there are none, for all pictures that wait with this address."""
    picture = _waiting().filter(original_url=url).order_by("position", "pk").first()
    if picture is None:
        return Counter()  # an editor took it off meanwhile
    if brought.content is not None:
        store_picture(picture=picture, content=brought.content)
    else:
        attempt = PictureAttempt.objects.filter(pk=_hash(url)).first()
        attempts = attempt.attempts if attempt else 0
        if not brought.is_final and attempts < len(WAITS):
            PictureAttempt.objects.update_or_create(
                pk=_hash(url), defaults={"attempts": attempts + 1, "next_at": now + WAITS[attempts]}
            )
            return Counter(postponed=1)
        picture.state, picture.reason = Picture.State.BROKEN, brought.reason[:REASON_CHARACTERS]
        picture.save(update_fields=["state", "reason"])
    PictureAttempt.objects.filter(pk=_hash(url)).delete()
    return Counter({str(picture.state): 1 + _copy(picture)})


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the only one that fetches pictures, for as long as it lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        [is_alone] = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
