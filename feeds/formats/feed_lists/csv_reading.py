"""Reading a CSV list of feeds, as a spreadsheet saves it.

Excel separates by what the system uses, in Việt Nam the semicolon, or by tabs; it writes UTF-8 with a mark, UTF-16, or
the encoding of the system, windows-1258.
"""

import csv
import io
import re
from collections import Counter

from feeds.errors import ParseError
from feeds.formats.encodings.evidence import decode
from feeds.formats.feed_lists.outline import MAX_LIST_BYTES, Check, FeedOutline, checked, merged
from feeds.formats.kinds import DEFAULT_KIND
from feeds.web.addresses import check_url

SEPARATORS = ",;\t|"
# Names that people give to the columns, beside ours.
COLUMNS = {
    "feed_url": ("feed url", "feed", "rss", "xmlurl", "url", "địa chỉ", "địa chỉ rss", "địa chỉ feed"),
    "name": ("title", "text", "tên", "tên báo", "tên nguồn", "nguồn"),
    "homepage": ("htmlurl", "website", "site", "trang chủ", "trang web"),
    "language": ("lang", "ngôn ngữ", "tiếng"),
    "category": ("folder", "chuyên mục", "mục"),
    "note": ("notes", "remark", "ghi chú"),
    "kind": ("type", "loại"),
    "selector": (),
}
_OURS = {other: name for name, others in COLUMNS.items() for other in others} | {
    name: name for name in COLUMNS
}
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# What Excel itself and old versions of it write: ZIP, and OLE.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DEAD_NOTE = re.compile(r"\b(?:dead|old list|defunct|discontinued|shut down)\b", re.IGNORECASE)


def read_csv(body: bytes, *, where: str, check: Check = check_url) -> list[FeedOutline]:
    """Read a CSV list; `where` is its path, for errors.

    Its columns are feed_url, which must be there, name, homepage, language, category, note, kind and selector, under
    these names or those of `COLUMNS`; others are ignored. The first line tells what separates them.

    Feeds named twice come once. A row that cannot be used comes with a `problem` and without a `url`, so that the
    rest goes on. Raises `ParseError` where there is no column `feed_url`, or no table.
    """
    if len(body) > MAX_LIST_BYTES:
        raise ParseError(where, f"the list is larger than {MAX_LIST_BYTES // 1024 // 1024} MB; split it")
    if body.startswith(_WORKBOOKS):
        raise ParseError(
            where, "it is a workbook, not CSV; save the table as “CSV UTF-8” and import that file"
        )
    text = decode(body, (), where=where).text.removeprefix("\ufeff")
    text, separator = _separated(text)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        given = [" ".join((name or "").split()).lower() for name in rows.fieldnames or ()]
        columns = _columns(given)
        if "feed_url" not in columns:
            named = ", ".join(name for name in given if name) or "no columns"
            raise ParseError(where, f"the first line must name the column feed_url; it names {named[:200]}")
        rows.fieldnames = columns
        outlines = [_from_row(rows.line_num, row, check) for row in rows]
    except csv.Error as error:
        raise ParseError(
            where, f"line {rows.line_num} is not CSV ({error}); save the table as CSV again"
        ) from error
    return merged(outlines)


def _separated(text: str) -> tuple[str, str]:
    """The text from the line with the columns' names on, and what separates them."""
    told = _SEPARATOR_LINE.match(text)
    if told:
        return text[told.end() :], told[1]
    counted = Counter(character for character in text.partition("\n")[0] if character in SEPARATORS)
    return text, max(SEPARATORS, key=lambda one: counted[one])


def _columns(given: list[str]) -> list[str]:
    """Our names of the columns; a name of our own comes before another that means the same."""
    taken = {name for name in given if name in COLUMNS}
    columns = []
    for name in given:
        ours = _OURS.get(name, name)
        if ours != name and ours in taken:
            ours = name
        taken.add(ours)
        columns.append(ours)
    return columns


def _from_row(line: int, row: dict[str, str], check: Check) -> FeedOutline:
    values = {name: " ".join(value.split()) for name, value in row.items() if name and isinstance(value, str)}
    note = values.get("note", "")
    return checked(
        f"row {line}",
        values.get("feed_url", ""),
        FeedOutline(
            title=values.get("name", ""),
            homepage=values.get("homepage", ""),
            language=values.get("language", ""),
            category=values.get("category", ""),
            note=note,
            kind=values.get("kind", "") or DEFAULT_KIND,
            selector=values.get("selector", ""),
            enabled=not _DEAD_NOTE.search(note),
        ),
        check,
    )
