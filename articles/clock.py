"""Now, by the clock of the database: the one clock that all processes on all hosts share.

A host whose own clock is wrong would otherwise give feeds, claims and articles times that all others obey.
"""

import time
from datetime import datetime, timedelta

from django.db import connection

# What a clock that nobody can set counts; the boot clock goes on while a machine sleeps.
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def database_now() -> datetime:
    """The time of the database (aware, UTC); one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now


class DatabaseClock:
    """Gives the time of the database when called. Threads may call it: it asks once, when it is made, and counts on."""

    def __init__(self) -> None:
        self._asked_at = database_now()
        self._counted = time.clock_gettime(_COUNTER)

    def __call__(self) -> datetime:
        return self._asked_at + timedelta(seconds=time.clock_gettime(_COUNTER) - self._counted)
