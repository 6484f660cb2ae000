"""The version that a page carries: what it showed, signed, in one hidden input."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core import signing

from desk.merging import Conflict, Rows, Shown

NAME = "_shown"  # of the hidden input
SALT = "desk.shown"


class StaleError(Exception):
    """The version cannot be read: it was cut on its way, or signed with another key."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a page showed and when, and the conflicts that it asked about."""

    shown: Shown
    at: datetime
    asked: tuple[Conflict, ...] = ()


def signed(version: Version) -> str:
    """The version as text for a hidden input."""
    data = {
        "f": version.shown.fields,
        "r": {prefix: [rows.stored, rows.empty] for prefix, rows in version.shown.rows.items()},
        "t": version.at.isoformat(),
        "a": [asdict(conflict) for conflict in version.asked],
    }
    return signing.dumps(data, salt=SALT, compress=True)


def read(text: str) -> Version:
    """The version in such a text. Raises StaleError."""
    try:
        data: dict[str, Any] = signing.loads(text, salt=SALT)
        rows = {prefix: Rows(stored, empty) for prefix, (stored, empty) in data["r"].items()}
        return Version(
            Shown(data["f"], rows),
            datetime.fromisoformat(data["t"]),
            tuple(Conflict(**conflict) for conflict in data["a"]),
        )
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise StaleError from error
