"""Which of the places that gunicorn fills this web process has. Light: gunicorn's first process imports it.

Counts are kept in a file a place, which the next process in it goes on with: so they are exact, and there are no more files
than there are processes at once, however many end and begin.
"""

import os
from collections.abc import Iterable
from typing import Any


class _Place:
    name = ""


def take(worker: Any, others: Iterable[Any]) -> None:
    """Gives a worker of gunicorn the first place that none of the others has."""
    taken = {getattr(one, "place", -1) for one in others}
    worker.place = next(number for number in range(len(taken) + 1) if number not in taken)


def sit(worker: Any) -> None:
    """Says, in the worker itself, which place is its."""
    _Place.name = f"web{worker.place}"


def name() -> str:
    """The name of the file; a process that gunicorn did not start goes by its number."""
    return _Place.name or f"pid{os.getpid()}"
