"""When issues are due. Pure."""

from datetime import datetime, time, timedelta, tzinfo

HOUR = 6  # in the readers' time zone: before most of them begin their day
MONDAY = 0
PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def next_due(rhythm: str, *, after: datetime, zone: tzinfo) -> datetime:
    """The first moment after `after` at which an issue of this rhythm is due: each day at HOUR, or each Monday."""
    here = after.astimezone(zone)
    day = here.date()
    if here.time() >= time(HOUR):
        day += timedelta(days=1)
    if rhythm == "weekly":
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, time(HOUR), tzinfo=zone)
