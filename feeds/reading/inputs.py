"""Read files and folders: each file as a feed, a page, a plain text, or a document of a news agency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import EntryError, FeedError, ParseError, sentence
from feeds.formats.agency.documents import ZIP_MAGIC, groups_in, is_agency_document, read_documents
from feeds.formats.agency.item import Group
from feeds.formats.document import ParsedEntry, ParsedFeed, Tombstone
from feeds.formats.encodings.evidence import decode
from feeds.formats.kinds import KINDS, Listing, kind_of_file
from feeds.raw import RawArticle
from feeds.reading.entry import raw_of_entry

FEED_ENDINGS = frozenset[str]().union(*(kind.endings for kind in KINDS))
PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
TEXT_ENDINGS = frozenset({".txt", ".text"})
# Larger than any feed or page of a newspaper, and than a day's documents of an agency in an archive.
MAX_INPUT_BYTES = 20 * 1024 * 1024
MAX_ARCHIVE_BYTES = 200 * 1024 * 1024
SNIFFED_BYTES = 2048
FEED_MARKS = (b"<rss", b"<feed", b"<rdf:rdf", b"<?xml", b"<channel")
_PACKAGE = b"<packageItem"
PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input, or one article of it, that cannot be used, and why."""

    input: str
    error: str


@dataclass(frozen=True, slots=True)
class Canceled:
    """A news agency's item that an input declares canceled."""

    input: str
    stone: Tombstone


Found = RawArticle | Unreadable | Canceled


def files_below(paths: list[Path]) -> Iterator[Path]:
    """The named files, and all files below the named folders, sorted by name, without hidden ones."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        below = (file for file in path.rglob("*") if file.is_file())
        yield from sorted(
            file for file in below if not any(part.startswith(".") for part in file.relative_to(path).parts)
        )


def groups_of_packages(files: Sequence[Path]) -> tuple[Group, ...]:
    """The groups of the news agencies' packages among `files`, which say what belongs together. Never raises."""
    found: list[Group] = []
    for path in files:
        try:
            with path.open("rb") as file:
                if _PACKAGE in file.read(SNIFFED_BYTES) and path.stat().st_size <= MAX_INPUT_BYTES:
                    found += groups_in(str(path), path.read_bytes())
        except OSError:
            continue  # `read_file` says why
    return tuple(found)


def read_file(path: Path, *, groups: Sequence[Group] = ()) -> list[Found]:
    """The articles in a file: one of a page or text, any number of a feed, an agency's document or an archive.

    `groups` are those of `groups_of_packages`. Never raises.
    """
    try:
        size = path.stat().st_size
        if size > (MAX_ARCHIVE_BYTES if path.suffix.lower() == ".zip" else MAX_INPUT_BYTES):
            return [Unreadable(str(path), "The file is larger than 20 MB; it is not a feed, page or text.")]
        body = path.read_bytes()
    except FileNotFoundError:
        return [Unreadable(str(path), "There is no such file or folder; check the path.")]
    except OSError as error:
        return [Unreadable(str(path), f"The file cannot be read ({error.strerror}); check its permissions.")]
    return read_body(body, input=str(path), ending=path.suffix.lower(), url=None, groups=groups)


def read_body(
    body: bytes,
    *,
    input: str,
    ending: str = "",
    url: str | None,
    content_type: str = "",
    charset: str = "",
    groups: Sequence[Group] = (),
) -> list[Found]:
    """The articles in `body`, read as what its ending, its media type or its first bytes say. Never raises."""
    try:
        if ending not in TEXT_ENDINGS | PAGE_ENDINGS and is_agency_document(body):
            return _of_agency(body, input, url or input, charset, groups)
        # The rules of plain texts and of pages take two megabytes, and a feed needs neither: each loads where it is used.
        if ending in TEXT_ENDINGS:
            from feeds.reading.plain_text import read_text

            return [read_text(_decoded(body, input), input=input)]
        if ending in PAGE_ENDINGS or (ending not in FEED_ENDINGS and _is_page(body, content_type)):
            from feeds.extractor import extract_page

            return [extract_page(body, url=url, declared_charset=charset or None, input=input)]
        listing = Listing(body=body, url=url or input, content_type=content_type, charset=charset)
        return _entries(listing, input, ending)
    except FeedError as error:
        return [Unreadable(input, error.message)]


def _of_agency(body: bytes, input: str, url: str, charset: str, groups: Sequence[Group]) -> list[Found]:
    """The articles and cancellations of an agency's documents; what is no article is said. Raises `ParseError`."""
    feed = read_documents([(url, body, charset)], groups=groups)
    found: list[Found] = [_entry(entry, feed, input) for entry in feed.entries]
    found += [Canceled(input, stone) for stone in feed.tombstones]
    # What comes beside articles, as their pictures and packages, is no fault of theirs.
    if not found or body.startswith(ZIP_MAGIC):
        found += [Unreadable(input, sentence(problem)) for problem in feed.problems]
    if not found:
        raise ParseError(
            input, "It holds no article by itself: it is a picture, or a package that names others."
        )
    return found


def _entries(listing: Listing, input: str, ending: str) -> list[Found]:
    feed = kind_of_file(ending, listing.content_type).read(listing)
    if not feed.entries:
        raise ParseError(input, "The feed has no entries.")
    return [_entry(entry, feed, input) for entry in feed.entries]


def _entry(entry: ParsedEntry, feed: ParsedFeed, input: str) -> RawArticle | Unreadable:
    try:
        return raw_of_entry(entry, feed, input=input)
    except FeedError as error:
        return Unreadable(entry.link or input, error.message)


def _is_page(body: bytes, content_type: str) -> bool:
    start = body[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(FEED_MARKS):
        return b"<html" in start and b"<rss" not in start and b"<feed" not in start
    return start.startswith(PAGE_MARKS) or content_type in {"text/html", "application/xhtml+xml"}


def _decoded(body: bytes, where: str) -> str:
    """Plain text cannot declare its encoding: it must be proved by the bytes (see `encodings.evidence`)."""
    decoded = decode(body, (), where=where)
    if decoded.is_guess:
        raise EntryError(where, "The text is not UTF-8; save it as UTF-8 and try again.")
    return decoded.text
