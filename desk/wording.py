"""Times and numbers as the desk writes them: the day first, 24 hours, by the clock that readers see, in both its languages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext

# Marks a text that only the desk shows where what readers see is collected too: it is for the desk's catalogue alone.
desk_text = gettext

_ZONE = ZoneInfo(settings.READER_TIME_ZONE)


def minute(moment: datetime | None) -> str:
    """Day and time, such as 30/11/2026 21:05; empty where it is unknown."""
    return f"{moment.astimezone(_ZONE):%d/%m/%Y %H:%M}" if moment else ""


def day(moment: date | None) -> str:
    """The day, of a moment or alone, such as 30/11/2026; empty where it is unknown."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(_ZONE)
    return f"{moment:%d/%m/%Y}" if moment else ""


def clock(moment: datetime) -> str:
    """The time of the day, such as 21:05."""
    return f"{moment.astimezone(_ZONE):%H:%M}"


def grouped(number: int) -> str:
    """A whole number with its thousands apart: 1,000 in English, 1.000 in Vietnamese."""
    return str(number_format(number, force_grouping=True))
