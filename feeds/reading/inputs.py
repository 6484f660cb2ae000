"""Read files and folders: each file as a feed, a page, a plain text, or a document of a news agency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import EntryError, FeedError, ParseError, sentence
from feeds.formats.agency.documents import (
    NOTHING,
    companions_in,
    is_agency_document,
    read_documents,
)
from feeds.formats.agency.item import AgencyDocument
from feeds.formats.agency.newsml_g2 import joined
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
# Rights and catalogues may stand before the class of an item.
COMPANION_BYTES = 20_000
COMPANION_MARKS = (b"<packageItem", b"ninat:picture", b"ninat:graphic")
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

    @property
    def versions(self) -> str:
        """The versions that are meant, in words."""
        until = self.stone.version
        return "version unknown" if until is None else f"up to version {until}"


@dataclass(frozen=True, slots=True)
class Companion:
    """A news agency's input without an article of its own: a picture, or a package of items that are in other inputs."""

    input: str
    sentence: str = "It belongs to other articles: a picture, or a package that names them."


Found = RawArticle | Unreadable | Canceled | Companion


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


def companions_among(files: Sequence[Path]) -> AgencyDocument:
    """The news agencies' packages and pictures among `files`, which say what belongs together. Never raises."""
    found: list[AgencyDocument] = []
    for path in files:
        try:
            with path.open("rb") as file:
                start = file.read(COMPANION_BYTES)
                if any(mark in start for mark in COMPANION_MARKS) and path.stat().st_size <= MAX_INPUT_BYTES:
                    found.append(companions_in(str(path), path.read_bytes()))
        except OSError:
            continue  # `read_file` says why
    return joined(found)


def read_file(path: Path, *, companions: AgencyDocument = NOTHING) -> list[Found]:
    """The articles in a file: one of a page or text, any number of a feed, an agency's document or an archive.

    `companions` are those of `companions_among`. Never raises.
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
    return read_body(body, input=str(path), ending=path.suffix.lower(), url=None, companions=companions)


def read_body(
    body: bytes,
    *,
    input: str,
    ending: str = "",
    url: str | None,
    content_type: str = "",
    charset: str = "",
    companions: AgencyDocument = NOTHING,
) -> list[Found]:
    """The articles in `body`, read as what its ending, its media type or its first bytes say. Never raises."""
    try:
        if ending not in TEXT_ENDINGS | PAGE_ENDINGS and is_agency_document(body):
            return _of_agency(body, input, url or input, charset, companions)
        # The rules of plain texts and of pages take two megabytes, and a feed needs neither: each loads where it is used.
        if ending in TEXT_ENDINGS:
            from feeds.reading.plain_text import read_text

            return [read_text(_decoded(body, input), input=input)]
        if ending in PAGE_ENDINGS or (ending not in FEED_ENDINGS and _is_page(body, content_type)):
            from feeds.extractor.page import extract_page

            return [extract_page(body, url=url, declared_charset=charset or None, input=input)]
        listing = Listing(body=body, url=url or input, content_type=content_type, charset=charset)
        return _entries(listing, input, ending)
    except FeedError as error:
        return [Unreadable(input, error.message)]


def _of_agency(body: bytes, input: str, url: str, charset: str, companions: AgencyDocument) -> list[Found]:
    """The articles and cancellations of an agency's documents; what is no article is said. Raises `ParseError`."""
    feed = read_documents([(url, body, charset)], companions=companions)
    # What is canceled first, so that it is never published.
    found: list[Found] = [Canceled(input, stone) for stone in feed.tombstones]
    found += [_entry(entry, feed, input) for entry in feed.entries]
    found += [Unreadable(input, sentence(problem)) for problem in feed.problems]
    return found or [Companion(input)]


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
