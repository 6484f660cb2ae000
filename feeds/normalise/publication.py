"""The publication and modification times of an article, settled from all that its input states.

The first statement that is understood counts. Where it names only a day, the first other one that names a time on that
day is the more precise account of the same fact. A day without a time stays a day.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feeds.normalise.dates.moment import Moment
from feeds.normalise.dates.parse import VIETNAM, understand, understand_feed_date
from feeds.raw import FEED, RawArticle, Statement

# What content management systems write for a day without a time.
_MIDNIGHT = re.compile(r"[T\s]00:00(?::00(?:\.0+)?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Settled:
    """A time and where it was stated, a short English phrase."""

    moment: Moment
    evidence: str


def settle_published(raw: RawArticle, *, language: str, now: datetime) -> Settled | None:
    """When the article was published; None where nothing that is stated is understood. `now` is the time of reading."""
    stated = _stated(raw, raw.published_text, raw.published_statements)
    return _settled(stated, raw.published, language, now)


def settle_updated(raw: RawArticle, *, language: str, now: datetime) -> Settled | None:
    """When its publisher last changed it, as `settle_published`."""
    return _settled(_stated(raw, raw.updated_text, raw.updated_statements), raw.updated, language, now)


def _stated(raw: RawArticle, text: str, statements: Sequence[Statement]) -> Sequence[Statement]:
    if statements or not text:
        return statements
    return (
        Statement(text, {"entry": FEED, "page": "a line of the page"}.get(raw.kind, "a line of the text")),
    )


def _settled(
    stated: Sequence[Statement], certain: datetime | None, language: str, now: datetime
) -> Settled | None:
    understood = _understood(stated, certain, language, now)
    first = next(understood, None)
    if first is None:
        # A time that follows the feed's own grammar is certain, also where its writing is not understood here.
        moment = understand(certain.isoformat(), language=None, now=now) if certain else None
        return Settled(moment, FEED) if moment else None
    if first[1].moment.precision != "day" and not _MIDNIGHT.search(first[0].text):
        return first[1]
    day = first[1].moment.at.astimezone(first[1].moment.zone or VIETNAM).date()
    same_day = (
        one for _stated, one in understood if one.moment.precision != "day" and day in _days(one.moment)
    )
    finer = next(same_day, None)
    return (
        first[1]
        if finer is None
        else Settled(finer.moment, f"{first[1].evidence}; the time: {finer.evidence}")
    )


def _understood(
    stated: Sequence[Statement], certain: datetime | None, language: str, now: datetime
) -> Iterator[tuple[Statement, Settled]]:
    parsed = certain.utctimetuple() if certain else None
    for one in stated:
        if one.evidence == FEED:
            moment = understand_feed_date(one.text, parsed, now=now, language=language)
        else:
            moment = understand(one.text, language=language, now=now)
        if moment is not None:
            yield one, Settled(moment, one.evidence)


def _days(moment: Moment) -> set[date]:
    """The day of a moment in the zone in which it is written, and in Vietnam."""
    return {moment.at.astimezone(zone).date() for zone in (moment.zone or VIETNAM, VIETNAM)}
