"""A long text that is kept but hardly read: packed smaller than PostgreSQL does by itself."""

from typing import TYPE_CHECKING, Any

import zstandard
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

LEVEL = 9  # 3 takes a third of the time of 9, and leaves a fifth more
# Shorter texts do not get smaller.
SHORTEST_PACKED = 100  # octets


if TYPE_CHECKING:
    TextField = models.Field[str, str]
else:
    TextField = models.Field


class CompressedTextField(TextField):
    """A text that is stored as octets: a Zstandard frame (RFC 8878), or the text itself in UTF-8, which cannot begin as
    a frame does. It can be compared with the empty text, and not be searched."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def get_prep_value(self, value: Any) -> Any:
        return packed(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        octets = self.get_prep_value(value)
        return octets if octets is None else connection.Database.Binary(octets)  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, *_context: object) -> str | None:
        return None if value is None else unpacked(bytes(value))


def packed(text: str) -> bytes:
    octets = text.encode()
    if len(octets) < SHORTEST_PACKED:
        return octets
    frame = zstandard.compress(octets, LEVEL)
    return frame if len(frame) < len(octets) else octets


def unpacked(octets: bytes) -> str:
    """The text of what `packed` gave. Raises UnicodeDecodeError or zstandard.ZstdError for anything else."""
    is_frame = octets.startswith(zstandard.FRAME_HEADER)
    return (zstandard.decompress(octets) if is_frame else octets).decode()
