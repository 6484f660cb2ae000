"""Which backups stay: the newest, and one a day, a week and a month further back."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from newsroom.backups.folder import backups_in

DAYS, WEEKS, MONTHS = 7, 5, 12
_PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (DAYS, lambda made: made.date()),
    (WEEKS, lambda made: made.isocalendar()[:2]),
    (MONTHS, lambda made: (made.year, made.month)),
)


def rotate(place: Path) -> list[Path]:
    """Deletes the backups that are no longer kept; returns them. The newest of each period stays."""
    gone = superfluous(backups_in(place))
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def superfluous(folders: Sequence[Path]) -> list[Path]:
    """The folders of backups, given newest first, that no period keeps."""
    kept: set[Path] = set(folders[:1])
    for number, period_of in _PERIODS:
        newest: dict[object, Path] = {}
        for folder in folders:
            newest.setdefault(period_of(_made_at(folder)), folder)
        kept.update(list(newest.values())[:number])
    return [folder for folder in folders if folder not in kept]


def _made_at(folder: Path) -> datetime:
    return datetime.strptime(folder.name, "newsroom-%Y%m%dT%H%M%S%z")
