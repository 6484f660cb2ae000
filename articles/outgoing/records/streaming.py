"""Records in the order of their numbers, as many as there are, in memory that does not grow; and as lines of a file."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from articles.outgoing.records.record import Record, for_records, records_of
from articles.search.results import Everything

RECORDS_AT_ONCE = 200
PIECE_BYTES = 64 * 1024
# Many readers of lines break at these as well.
_SEPARATORS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


def stream(wanted: Everything, *, after: int = 0) -> Iterator[Record]:
    """The records of the articles whose numbers are above `after`, by ascending number.

    Articles that arrive meanwhile have higher numbers and come last; what is withdrawn before its turn is left out.
    """
    articles = for_records(wanted.articles).order_by("pk")
    while batch := list(articles.filter(pk__gt=after)[:RECORDS_AT_ONCE]):
        kept = set(wanted.keep([article.pk for article in batch]))
        yield from records_of([article for article in batch if article.pk in kept])
        after = batch[-1].pk


def line_of(record: Record) -> str:
    """The record as a line of JSON, without its end."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for separator, escaped in _SEPARATORS.items():
        text = text.replace(separator, escaped)  # a tenth of the time of `str.translate`
    return text


def write_file(path: Path, wanted: Everything, *, after: int = 0, resume: bool = False) -> int:
    """Writes a new file of records, or goes on in one; gives how many were written.

    With `resume` a last line without an end, of an export that was interrupted, is taken away. Raises FileExistsError
    where there is a file and `resume` is false, ValueError where it is no file of records, OSError where it cannot be
    written.
    """
    with path.open("r+b" if resume and path.exists() else "xb") as file:
        if resume:
            after = max(after, _last_number(file))
        written = 0
        for record in stream(wanted, after=after):
            file.write(f"{line_of(record)}\n".encode())
            written += 1
        return written


def _last_number(file: BinaryIO) -> int:
    """The number of the last whole record (0: there is none), with the file cut and open behind it."""
    end = file.seek(0, os.SEEK_END)
    tail = b""
    start = end
    # The last two ends of lines enclose the last whole record.
    while start > 0 and tail.count(b"\n") < 2:
        start = max(0, start - PIECE_BYTES)
        file.seek(start)
        tail = file.read(end - start)
    whole, newline, cut = tail.rpartition(b"\n")
    file.seek(end - len(cut))
    file.truncate()
    if not newline:
        return 0
    number = json.loads(whole.rpartition(b"\n")[2])["id"]
    if not isinstance(number, int):
        raise ValueError("its last line is no record of an article")
    return number
